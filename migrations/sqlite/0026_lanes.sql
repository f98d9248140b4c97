-- Each channel takes what is due of its own: a backlog of letters is nothing that pushes walk past.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (channel, next_attempt_at) WHERE state IN ('pending', 'retry', 'leased');
