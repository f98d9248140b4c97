-- Declared absences, which excuse silence, and rule sets that are tried before they are published.

CREATE TABLE absences (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- Days of the federation's calendar, both included, as YYYY-MM-DD; no end: until further notice.
    from_day TEXT NOT NULL,
    to_day TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('hospital', 'family', 'holiday', 'other')),
    recorded_by BLOB,
    recorded_at TEXT NOT NULL,
    removed_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX absences_person ON absences (federation_id, person_id, from_day);

-- Rule sets that differ for a sector or a person: partial rules by id, laid over the federation's set.
CREATE TABLE rule_overrides (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    sector_id BLOB,
    person_id BLOB,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by BLOB,
    created_at TEXT NOT NULL,
    removed_at TEXT,
    PRIMARY KEY (federation_id, id),
    CHECK ((sector_id IS NULL) <> (person_id IS NULL))
) STRICT;

-- A draft that is evaluated for a while and tells nobody; at most one a federation.
CREATE TABLE rule_shadows (
    federation_id BLOB NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    body TEXT NOT NULL,
    started_by BLOB,
    PRIMARY KEY (federation_id)
) STRICT;

-- Closings as 'new usual state': from then on a person is compared with how they have been lately.
CREATE TABLE rebases (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    alert_id BLOB NOT NULL,
    at TEXT NOT NULL,
    removed_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX rebases_person ON rebases (federation_id, person_id, at);
