-- What aides saw, and the rules' memory of it. Ratings are append-only; a correction is a new one that names what it replaces.

CREATE TABLE visits (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    ref TEXT,
    person_id UUID NOT NULL,
    aide_id UUID NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'done', 'cancelled')),
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX visits_aide ON visits (federation_id, aide_id, starts_at);
CREATE INDEX visits_person ON visits (federation_id, person_id, starts_at);
CREATE INDEX visits_ended ON visits (federation_id, status, ends_at);
CREATE UNIQUE INDEX visits_ref ON visits (federation_id, ref) WHERE ref IS NOT NULL;

CREATE TABLE ratings (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    aide_id UUID NOT NULL,
    visit_id UUID,
    visited_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    intervention INTEGER CHECK (intervention BETWEEN 1 AND 5),
    health INTEGER CHECK (health BETWEEN 1 AND 5),
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    form INTEGER CHECK (form BETWEEN 1 AND 5),
    signs JSONB NOT NULL,
    note TEXT,
    replaces UUID,
    -- SHA-256 of the content: the same id with other content is a conflict.
    content_hash TEXT NOT NULL,
    -- Only 'folded' ratings reach the rules; the others are kept and shown.
    timeliness TEXT NOT NULL CHECK (timeliness IN ('folded', 'future', 'too_old')),
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX ratings_person ON ratings (federation_id, person_id, visited_at, id);
CREATE INDEX ratings_aide ON ratings (federation_id, aide_id, visited_at);
CREATE INDEX ratings_visit ON ratings (federation_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX ratings_replaces ON ratings (federation_id, replaces) WHERE replaces IS NOT NULL;

-- The fold of a person's ratings up to a position; one row is the latest, the weekly ones are where a late rating starts again.
CREATE TABLE person_states (
    federation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    rule_set_version INTEGER NOT NULL,
    position_at TIMESTAMPTZ NOT NULL,
    position_id UUID NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (federation_id, person_id)
);

CREATE TABLE person_checkpoints (
    federation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    rule_set_version INTEGER NOT NULL,
    position_at TIMESTAMPTZ NOT NULL,
    position_id UUID NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (federation_id, person_id, position_at, position_id)
);

CREATE TABLE rule_sets (
    federation_id UUID NOT NULL,
    version INTEGER NOT NULL,
    body JSONB NOT NULL,
    effective_from TIMESTAMPTZ NOT NULL,
    published_by UUID,
    reason TEXT NOT NULL,
    PRIMARY KEY (federation_id, version)
);
