-- Promises about a person: follow-ups, the standing cadence that makes them (a watch), and a coordinator's caseload.

CREATE TABLE watches (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    cadence TEXT NOT NULL CHECK (cadence IN ('weekly', 'monthly', 'quarterly')),
    why TEXT NOT NULL,
    since TEXT NOT NULL,
    -- None once the owner may no longer see the person.
    owner_id BLOB,
    created_by BLOB NOT NULL,
    ended_at TEXT,
    end_reason TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
-- At most one open watch a person.
CREATE UNIQUE INDEX watches_open ON watches (federation_id, person_id) WHERE ended_at IS NULL;

CREATE TABLE follow_ups (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    alert_id BLOB,
    watch_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'check', 'other')),
    text TEXT,
    -- None: the sector referents'.
    owner_id BLOB,
    -- The day of the federation's calendar, as YYYY-MM-DD.
    due_on TEXT NOT NULL,
    -- The moment, for those with an hour; for the others the evening of the day.
    due_at TEXT NOT NULL,
    timed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    postponed INTEGER NOT NULL,
    result TEXT CHECK (result IN ('reached', 'not_reached', 'better', 'same', 'worse', 'other')),
    result_text TEXT,
    closed_at TEXT,
    closed_by BLOB,
    created_at TEXT NOT NULL,
    created_by BLOB NOT NULL,
    -- The follow-up that the end of this one made: what an undo takes back.
    next_id BLOB,
    -- How far up its lateness was told: 0 nobody, 1 the sector's referents, 2 the administrators.
    escalation INTEGER NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX follow_ups_due ON follow_ups (federation_id, due_at, id) WHERE state = 'open';
CREATE INDEX follow_ups_person ON follow_ups (federation_id, person_id, due_at);
CREATE INDEX follow_ups_alert ON follow_ups (federation_id, alert_id) WHERE alert_id IS NOT NULL;
CREATE INDEX follow_ups_watch ON follow_ups (federation_id, watch_id) WHERE watch_id IS NOT NULL;
-- A watch waits for one follow-up at a time.
CREATE UNIQUE INDEX follow_ups_watch_open ON follow_ups (federation_id, watch_id) WHERE state = 'open' AND watch_id IS NOT NULL;

-- Each change of a watch's cadence, the first one included.
CREATE TABLE watch_steps (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    watch_id BLOB NOT NULL,
    at TEXT NOT NULL,
    from_cadence TEXT,
    to_cadence TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('decision', 'kept', 'alert', 'two_alerts')),
    -- What was written, for a decision.
    why TEXT,
    by_user BLOB,
    -- What it followed from: the follow-up that was kept, or the alert.
    follow_up_id BLOB,
    alert_id BLOB,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE INDEX watch_steps_watch ON watch_steps (federation_id, watch_id, at);

CREATE TABLE caseload (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    coordinator_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'requested', 'ended', 'refused')),
    since TEXT,
    why TEXT NOT NULL,
    requested_by BLOB NOT NULL,
    requested_at TEXT NOT NULL,
    decided_by BLOB,
    decided_why TEXT,
    ended_at TEXT,
    end_cause TEXT CHECK (end_cause IN ('decision', 'consent')),
    end_reason TEXT,
    reminded_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
-- At most one coordinator a person.
CREATE UNIQUE INDEX caseload_open ON caseload (federation_id, person_id) WHERE state IN ('active', 'requested');
CREATE INDEX caseload_coordinator ON caseload (federation_id, coordinator_id, state);

-- What happened to follow-ups, watches and the caseload. Append-only; the person's timeline reads it.
CREATE TABLE case_events (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    at TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('follow_up', 'watch', 'caseload')),
    subject_id BLOB NOT NULL,
    what TEXT NOT NULL,
    actor_id BLOB,
    alert_id BLOB,
    text TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE INDEX case_events_person ON case_events (federation_id, person_id, at);
CREATE INDEX case_events_subject ON case_events (federation_id, subject_id, at);

-- The secret address of somebody's calendar feed; only a hash of it is kept.
CREATE TABLE calendar_feeds (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, user_id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (token_hash);
