-- Alerts are the projection of their events; events are append-only and numbered in the order they became visible.

CREATE TABLE alerts (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    person_id UUID NOT NULL,
    sector_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'taken', 'snoozed', 'closed')),
    -- 1 moderate, 2 high, 3 critical: the number the queue sorts by.
    severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
    -- 'referent' while everything in it is about the quality of the visits: not for coordinators.
    audience TEXT NOT NULL CHECK (audience IN ('coordination', 'referent')),
    owner_id UUID,
    opened_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    taken_at TIMESTAMPTZ,
    snoozed_until TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    closed_by UUID,
    outcome TEXT CHECK (outcome IN ('acted', 'nothing_needed', 'declined', 'new_usual_state', 'duplicate', 'noise')),
    for_aide TEXT,
    seen_at TIMESTAMPTZ,
    escalated_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
-- At most one open alert a person.
CREATE UNIQUE INDEX alerts_open ON alerts (federation_id, person_id) WHERE state <> 'closed';
CREATE INDEX alerts_triage ON alerts (federation_id, severity DESC, due_at, id) WHERE state <> 'closed';
CREATE INDEX alerts_person ON alerts (federation_id, person_id, opened_at);
CREATE INDEX alerts_closed ON alerts (federation_id, closed_at) WHERE state = 'closed';

CREATE TABLE findings (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    alert_id UUID,
    -- What makes the finding itself: the same events give the same key, whatever the order they came in.
    key TEXT NOT NULL,
    rule TEXT NOT NULL,
    family TEXT NOT NULL,
    severity INTEGER NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    found_at TIMESTAMPTZ NOT NULL,
    lifted_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id)
);
CREATE UNIQUE INDEX findings_key ON findings (federation_id, person_id, key);
CREATE INDEX findings_person ON findings (federation_id, person_id, at);
CREATE INDEX findings_alert ON findings (federation_id, alert_id) WHERE alert_id IS NOT NULL;

CREATE TABLE alert_events (
    federation_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    alert_id UUID NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID,
    text TEXT,
    data JSONB NOT NULL,
    PRIMARY KEY (federation_id, seq)
);
CREATE INDEX alert_events_alert ON alert_events (federation_id, alert_id, seq);

-- Which ratings a finding stands on: how an aide finds what came of hers.
CREATE TABLE finding_ratings (
    federation_id UUID NOT NULL,
    rating_id UUID NOT NULL,
    finding_id UUID NOT NULL,
    PRIMARY KEY (federation_id, rating_id, finding_id)
);
CREATE INDEX finding_ratings_finding ON finding_ratings (federation_id, finding_id);

-- One counter a federation, taken last in a transaction: numbers become visible in their order, so a reader's cursor loses none.
CREATE TABLE event_counters (
    federation_id UUID NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL
);
