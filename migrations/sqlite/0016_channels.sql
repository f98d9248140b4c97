-- Besides browsers: mail for who cannot be pushed to, and one address a federation that other software listens at.

-- How the message leaves. Fact, receiver and channel make the key.
ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'push' CHECK (channel IN ('push', 'mail', 'webhook'));
-- When its channel was first asked to take it: waiting for one's duty is not being late.
ALTER TABLE outbox ADD COLUMN first_try_at TEXT;
-- When it was decided that mail must tell it as well.
ALTER TABLE outbox ADD COLUMN handed_on_at TEXT;

ALTER TABLE users ADD COLUMN email TEXT;

CREATE TABLE webhooks (
    federation_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    url TEXT,
    enabled INTEGER NOT NULL,
    kinds TEXT NOT NULL,
    secret TEXT,
    secret_made_at TEXT,
    -- The one before still signs beside the new one for a while, so that the other side can change over.
    secret_before TEXT,
    updated_at TEXT NOT NULL,
    updated_by BLOB NOT NULL,
    PRIMARY KEY (federation_id),
    FOREIGN KEY (federation_id) REFERENCES federations (federation_id),
    FOREIGN KEY (federation_id, updated_by) REFERENCES users (federation_id, id)
) STRICT;
