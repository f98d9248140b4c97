-- What somebody was told in one message today, found without a look at all messages.
CREATE INDEX outbox_digests ON outbox (federation_id, user_id, created_at) WHERE kind = 'digest';
-- What is held for somebody.
CREATE INDEX outbox_held_for ON outbox (federation_id, user_id) WHERE held_since IS NOT NULL;
