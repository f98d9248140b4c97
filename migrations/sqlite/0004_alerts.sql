-- Alerts are the projection of their events; events are append-only and numbered in the order they became visible.

CREATE TABLE alerts (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    sector_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'taken', 'snoozed', 'closed')),
    -- 1 moderate, 2 high, 3 critical: the number the queue sorts by.
    severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
    -- 'referent' while everything in it is about the quality of the visits: not for coordinators.
    audience TEXT NOT NULL CHECK (audience IN ('coordination', 'referent')),
    owner_id BLOB,
    opened_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    taken_at TEXT,
    snoozed_until TEXT,
    closed_at TEXT,
    closed_by BLOB,
    outcome TEXT CHECK (outcome IN ('acted', 'nothing_needed', 'declined', 'new_usual_state', 'duplicate', 'noise')),
    for_aide TEXT,
    seen_at TEXT,
    escalated_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
-- At most one open alert a person.
CREATE UNIQUE INDEX alerts_open ON alerts (federation_id, person_id) WHERE state <> 'closed';
CREATE INDEX alerts_triage ON alerts (federation_id, severity DESC, due_at, id) WHERE state <> 'closed';
CREATE INDEX alerts_person ON alerts (federation_id, person_id, opened_at);
CREATE INDEX alerts_closed ON alerts (federation_id, closed_at) WHERE state = 'closed';

CREATE TABLE findings (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    alert_id BLOB,
    -- What makes the finding itself: the same events give the same key, whatever the order they came in.
    key TEXT NOT NULL,
    rule TEXT NOT NULL,
    family TEXT NOT NULL,
    severity INTEGER NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    found_at TEXT NOT NULL,
    lifted_at TEXT,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX findings_key ON findings (federation_id, person_id, key);
CREATE INDEX findings_person ON findings (federation_id, person_id, at);
CREATE INDEX findings_alert ON findings (federation_id, alert_id) WHERE alert_id IS NOT NULL;

CREATE TABLE alert_events (
    federation_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    alert_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    actor_id BLOB,
    text TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (federation_id, seq)
) STRICT;
CREATE INDEX alert_events_alert ON alert_events (federation_id, alert_id, seq);

-- Which ratings a finding stands on: how an aide finds what came of hers.
CREATE TABLE finding_ratings (
    federation_id BLOB NOT NULL,
    rating_id BLOB NOT NULL,
    finding_id BLOB NOT NULL,
    PRIMARY KEY (federation_id, rating_id, finding_id)
) STRICT;
CREATE INDEX finding_ratings_finding ON finding_ratings (federation_id, finding_id);

-- One counter a federation, taken last in a transaction: numbers become visible in their order, so a reader's cursor loses none.
CREATE TABLE event_counters (
    federation_id BLOB NOT NULL PRIMARY KEY,
    last_seq INTEGER NOT NULL
) STRICT;
