-- Who works where, and whom they help. Every table of a federation starts its keys with federation_id.

-- What the servers of one installation share: the push and token keys made at first start.
CREATE TABLE server_keys (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE federations (
    federation_id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    settings JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE sectors (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    id UUID NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (federation_id, id)
);
CREATE UNIQUE INDEX sectors_name ON sectors (federation_id, name);

CREATE TABLE users (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    id UUID NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('aide', 'coordinator', 'sector_referent', 'administrator')),
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT 'fr',
    ref TEXT,
    password_hash TEXT,
    disabled_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, id)
);
-- Nobody names a federation when signing in, so a login is unique in the whole installation.
CREATE UNIQUE INDEX users_login ON users (login);
CREATE UNIQUE INDEX users_ref ON users (federation_id, ref) WHERE ref IS NOT NULL;

CREATE TABLE user_sectors (
    federation_id UUID NOT NULL,
    user_id UUID NOT NULL,
    sector_id UUID NOT NULL,
    PRIMARY KEY (federation_id, user_id, sector_id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id)
);
CREATE INDEX user_sectors_sector ON user_sectors (federation_id, sector_id, user_id);

CREATE TABLE persons (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    id UUID NOT NULL,
    sector_id UUID NOT NULL,
    ref TEXT,
    name TEXT NOT NULL,
    -- The name without accents and in lower case: what a search compares.
    search_name TEXT NOT NULL,
    coordination TEXT NOT NULL CHECK (coordination IN ('not_asked', 'accepted', 'refused', 'withdrawn')),
    archived_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id)
);
CREATE INDEX persons_sector ON persons (federation_id, sector_id, search_name);
CREATE UNIQUE INDEX persons_ref ON persons (federation_id, ref) WHERE ref IS NOT NULL;

CREATE TABLE consents (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    coordination TEXT NOT NULL,
    given_by TEXT NOT NULL,
    recorded_by UUID,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX consents_person ON consents (federation_id, person_id, at);

CREATE TABLE access_log (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    user_id UUID NOT NULL,
    person_id UUID NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (federation_id, id)
);
CREATE INDEX access_log_person ON access_log (federation_id, person_id, at);
