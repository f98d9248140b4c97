-- Signing in through an identity provider: which account an identity opens, and who has just come back from there.

CREATE TABLE identities (
    federation_id UUID NOT NULL,
    user_id UUID NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, user_id, issuer),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
);
-- Nobody names a federation when signing in, so an identity opens one account and no other.
CREATE UNIQUE INDEX identities_subject ON identities (issuer, subject);

-- Between the provider's redirect and the page that opens the session: begun at one node, ended at any, once.
CREATE TABLE arrivals (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    -- The provider vouches for a second factor.
    strong BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
);
CREATE UNIQUE INDEX arrivals_token ON arrivals (token_hash);

-- How a session was opened: through a provider (`provider`), with a second factor there (`provider_strong`), or as always (none).
ALTER TABLE sessions ADD COLUMN arrived TEXT;

CREATE INDEX users_email ON users (LOWER(email)) WHERE email IS NOT NULL;
