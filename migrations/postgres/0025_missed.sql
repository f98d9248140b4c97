-- What waits for somebody, held or not: a night without a server is told in one message.
CREATE INDEX outbox_waiting ON outbox (federation_id, user_id, next_attempt_at) WHERE state IN ('pending', 'retry');
