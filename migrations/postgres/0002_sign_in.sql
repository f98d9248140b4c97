-- Sessions: a refresh token is used once; its successor is known, so that a lost reply does not sign anybody out.

CREATE TABLE sessions (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    revoked_why TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
);
CREATE INDEX sessions_user ON sessions (federation_id, user_id);

CREATE TABLE refresh_tokens (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- When the token itself was exchanged for its successor.
    used_at TIMESTAMPTZ,
    successor_id UUID,
    -- When the access token handed out beside it was first seen.
    access_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, session_id) REFERENCES sessions (federation_id, id)
);
CREATE UNIQUE INDEX refresh_tokens_hash ON refresh_tokens (token_hash);
CREATE INDEX refresh_tokens_session ON refresh_tokens (federation_id, session_id);

CREATE TABLE enrolments (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
);
CREATE UNIQUE INDEX enrolments_hash ON enrolments (token_hash);
