-- Second factors, the codes in reserve, what is under way between two requests, and where a session was opened.

CREATE TABLE user_factors (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('totp', 'passkey')),
    label TEXT NOT NULL,
    -- totp: the secret in base32. passkey: the public key and its counter, as JSON.
    secret TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- None: set up and not yet shown to work; it opens nothing.
    confirmed_at TEXT,
    last_used_at TEXT,
    -- totp: the last step of thirty seconds whose code was used.
    last_step INTEGER,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE INDEX user_factors_user ON user_factors (federation_id, user_id);

CREATE TABLE recovery_codes (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    code_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (federation_id, user_id, code_hash),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;

-- A sign-in that waits for its second factor, or a passkey being made: begun at one node, ended at any.
CREATE TABLE ceremonies (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign_in', 'passkey')),
    -- What the passkey's answer is checked against; none where there is no passkey.
    state TEXT,
    -- Whose wrong codes are counted together: a device that signed in before, or all others.
    device TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    done_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE INDEX ceremonies_user ON ceremonies (federation_id, user_id, created_at);

-- Browser and system, as the browser named itself when the session was opened.
ALTER TABLE sessions ADD COLUMN label TEXT;
