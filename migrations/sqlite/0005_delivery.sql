-- Messages wait here from the transaction of their fact until they are settled. Jobs are rows, so any node may run them.

CREATE TABLE push_subscriptions (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_success_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint);
CREATE INDEX push_subscriptions_user ON push_subscriptions (federation_id, user_id);

CREATE TABLE outbox (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    -- The fact and its receiver: the same fact never makes two messages.
    key TEXT NOT NULL,
    user_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'delivered', 'retry', 'gone', 'expired', 'dead', 'unreachable')),
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    lease_until TEXT,
    -- Raised with every lease: a node that was paused cannot settle what another has taken since.
    fence INTEGER NOT NULL,
    last_error TEXT,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX outbox_key ON outbox (federation_id, key);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state IN ('pending', 'retry', 'leased');

CREATE TABLE deliveries (
    federation_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    subscription_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    at TEXT NOT NULL,
    PRIMARY KEY (federation_id, message_id, subscription_id)
) STRICT;

CREATE TABLE jobs (
    federation_id BLOB NOT NULL,
    name TEXT NOT NULL,
    cron TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    last_occurrence TEXT,
    last_finished_at TEXT,
    last_outcome TEXT,
    PRIMARY KEY (federation_id, name)
) STRICT;
CREATE INDEX jobs_due ON jobs (next_at);
