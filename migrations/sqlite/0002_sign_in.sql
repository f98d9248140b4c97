-- Sessions: a refresh token is used once; its successor is known, so that a lost reply does not sign anybody out.

CREATE TABLE sessions (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    revoked_at TEXT,
    revoked_why TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE INDEX sessions_user ON sessions (federation_id, user_id);

CREATE TABLE refresh_tokens (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- When the token itself was exchanged for its successor.
    used_at TEXT,
    successor_id BLOB,
    -- When the access token handed out beside it was first seen.
    access_used_at TEXT,
    revoked_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, session_id) REFERENCES sessions (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX refresh_tokens_hash ON refresh_tokens (token_hash);
CREATE INDEX refresh_tokens_session ON refresh_tokens (federation_id, session_id);

CREATE TABLE enrolments (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX enrolments_hash ON enrolments (token_hash);
