-- Signing in through an identity provider: which account an identity opens, and who has just come back from there.

CREATE TABLE identities (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, user_id, issuer),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
-- Nobody names a federation when signing in, so an identity opens one account and no other.
CREATE UNIQUE INDEX identities_subject ON identities (issuer, subject);

-- Between the provider's redirect and the page that opens the session: begun at one node, ended at any, once.
CREATE TABLE arrivals (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    token_hash TEXT NOT NULL,
    -- The provider vouches for a second factor.
    strong INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    done_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX arrivals_token ON arrivals (token_hash);

-- How a session was opened: through a provider (`provider`), with a second factor there (`provider_strong`), or as always (none).
ALTER TABLE sessions ADD COLUMN arrived TEXT;

CREATE INDEX users_email ON users (LOWER(email)) WHERE email IS NOT NULL;
