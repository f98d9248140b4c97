-- When somebody is told: what waits for their hours, what was merged into one message, and what each person wants.

ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check CHECK (state IN
    ('pending', 'leased', 'delivered', 'retry', 'gone', 'expired', 'dead', 'unreachable', 'merged'));
-- Waits for its receiver's hours until next_attempt_at: no worker takes it before it is released.
ALTER TABLE outbox ADD COLUMN held_since TIMESTAMPTZ;
-- The message that told of it instead.
ALTER TABLE outbox ADD COLUMN merged_into UUID;
-- The federation's day on which it counts towards its receiver's daily cap.
ALTER TABLE outbox ADD COLUMN counted_on TEXT;
CREATE INDEX outbox_held ON outbox (next_attempt_at) WHERE held_since IS NOT NULL;
CREATE INDEX outbox_counted ON outbox (federation_id, user_id, counted_on) WHERE counted_on IS NOT NULL;
CREATE INDEX outbox_merged ON outbox (federation_id, merged_into) WHERE merged_into IS NOT NULL;

-- What somebody wants to be told, how and when; without a row, everything by push in the federation's hours.
CREATE TABLE notification_preferences (
    federation_id UUID NOT NULL,
    user_id UUID NOT NULL,
    version INTEGER NOT NULL,
    push BOOLEAN NOT NULL,
    mail BOOLEAN NOT NULL,
    -- Quiet hours, days, hours of duty, kinds that are switched off.
    body JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, user_id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
);
