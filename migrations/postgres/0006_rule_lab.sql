-- Declared absences, which excuse silence, and rule sets that are tried before they are published.

CREATE TABLE absences (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- Days of the federation's calendar, both included, as YYYY-MM-DD; no end: until further notice.
    from_day TEXT NOT NULL,
    to_day TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('hospital', 'family', 'holiday', 'other')),
    recorded_by UUID,
    recorded_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX absences_person ON absences (federation_id, person_id, from_day);

-- Rule sets that differ for a sector or a person: partial rules by id, laid over the federation's set.
CREATE TABLE rule_overrides (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    sector_id UUID,
    person_id UUID,
    body JSONB NOT NULL,
    reason TEXT NOT NULL,
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    CHECK ((sector_id IS NULL) <> (person_id IS NULL))
);

-- A draft that is evaluated for a while and tells nobody; at most one a federation.
CREATE TABLE rule_shadows (
    federation_id UUID NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    started_by UUID,
    PRIMARY KEY (federation_id)
);

-- Closings as 'new usual state': from then on a person is compared with how they have been lately.
CREATE TABLE rebases (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    alert_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX rebases_person ON rebases (federation_id, person_id, at);
