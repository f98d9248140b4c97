-- When somebody is told: what waits for their hours, what was merged into one message, and what each person wants.

-- SQLite cannot change a CHECK: the table is made anew.
CREATE TABLE outbox_next (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    -- The fact and its receiver: the same fact never makes two messages.
    key TEXT NOT NULL,
    user_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('pending', 'leased', 'delivered', 'retry', 'gone', 'expired', 'dead', 'unreachable', 'merged')),
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    lease_until TEXT,
    -- Raised with every lease: a node that was paused cannot settle what another has taken since.
    fence INTEGER NOT NULL,
    last_error TEXT,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    dropped_at TEXT,
    dropped_by BLOB,
    -- Waits for its receiver's hours until next_attempt_at: no worker takes it before it is released.
    held_since TEXT,
    -- The message that told of it instead.
    merged_into BLOB,
    -- The federation's day on which it counts towards its receiver's daily cap.
    counted_on TEXT,
    PRIMARY KEY (federation_id, id)
) STRICT;
INSERT INTO outbox_next (federation_id, id, key, user_id, kind, body, state, attempts, next_attempt_at, expires_at, lease_until,
        fence, last_error, created_at, settled_at, dropped_at, dropped_by)
    SELECT federation_id, id, key, user_id, kind, body, state, attempts, next_attempt_at, expires_at, lease_until,
        fence, last_error, created_at, settled_at, dropped_at, dropped_by FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_next RENAME TO outbox;
CREATE UNIQUE INDEX outbox_key ON outbox (federation_id, key);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state IN ('pending', 'retry', 'leased');
CREATE INDEX outbox_failed ON outbox (federation_id, created_at, id) WHERE state IN ('dead', 'expired', 'unreachable');
CREATE INDEX outbox_settled ON outbox (federation_id, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_held ON outbox (next_attempt_at) WHERE held_since IS NOT NULL;
CREATE INDEX outbox_counted ON outbox (federation_id, user_id, counted_on) WHERE counted_on IS NOT NULL;
CREATE INDEX outbox_merged ON outbox (federation_id, merged_into) WHERE merged_into IS NOT NULL;

-- What somebody wants to be told, how and when; without a row, everything by push in the federation's hours.
CREATE TABLE notification_preferences (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    push INTEGER NOT NULL,
    mail INTEGER NOT NULL,
    -- Quiet hours, days, hours of duty, kinds that are switched off.
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, user_id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
