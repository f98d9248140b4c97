-- Case work: what was done with whose agreement and which partners, who else is around the person, what a federation calls things.

-- A talk was enough. SQLite changes no check: the table is written anew.
CREATE TABLE alerts_next (
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
    outcome TEXT CHECK (outcome IN ('acted', 'nothing_needed', 'declined', 'new_usual_state', 'duplicate', 'noise', 'one_off_advice')),
    for_aide TEXT,
    seen_at TEXT,
    escalated_at TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
INSERT INTO alerts_next (federation_id, id, version, person_id, sector_id, state, severity, audience, owner_id, opened_at, updated_at, due_at, taken_at, snoozed_until, closed_at, closed_by, outcome, for_aide, seen_at, escalated_at)
    SELECT federation_id, id, version, person_id, sector_id, state, severity, audience, owner_id, opened_at, updated_at, due_at, taken_at, snoozed_until, closed_at, closed_by, outcome, for_aide, seen_at, escalated_at FROM alerts;
DROP TABLE alerts;
ALTER TABLE alerts_next RENAME TO alerts;
-- At most one open alert a person.
CREATE UNIQUE INDEX alerts_open ON alerts (federation_id, person_id) WHERE state <> 'closed';
CREATE INDEX alerts_triage ON alerts (federation_id, severity DESC, due_at, id) WHERE state <> 'closed';
CREATE INDEX alerts_person ON alerts (federation_id, person_id, opened_at);
CREATE INDEX alerts_closed ON alerts (federation_id, closed_at) WHERE state = 'closed';

ALTER TABLE persons ADD COLUMN phone TEXT;
ALTER TABLE persons ADD COLUMN address TEXT;
-- Whose word a consent is: the person's, the family's, or a guardian's.
ALTER TABLE consents ADD COLUMN given_as TEXT NOT NULL DEFAULT 'person' CHECK (given_as IN ('person', 'family', 'guardian'));

-- Local services: nurses, doctors, meal deliveries ...
CREATE TABLE partners (
    federation_id BLOB NOT NULL REFERENCES federations (federation_id),
    id BLOB NOT NULL,
    -- The key of the list it was imported from.
    ref TEXT,
    -- One of the kinds of the federation's catalogue.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    search_name TEXT NOT NULL,
    area TEXT,
    contact_name TEXT,
    phone TEXT,
    email TEXT,
    availability TEXT,
    note TEXT,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    archived_at TEXT,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE INDEX partners_name ON partners (federation_id, search_name);
CREATE UNIQUE INDEX partners_ref ON partners (federation_id, ref) WHERE ref IS NOT NULL;

-- Where a partner works; none: everywhere.
CREATE TABLE partner_sectors (
    federation_id BLOB NOT NULL,
    partner_id BLOB NOT NULL,
    sector_id BLOB NOT NULL,
    PRIMARY KEY (federation_id, partner_id, sector_id),
    FOREIGN KEY (federation_id, partner_id) REFERENCES partners (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id)
) STRICT;

-- What was done, for figures. The words stay in the timeline, under the same number.
CREATE TABLE actions (
    federation_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    alert_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    actor_id BLOB NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    agreement TEXT NOT NULL CHECK (agreement IN ('person', 'family', 'guardian', 'refused', 'not_asked')),
    agreed_by TEXT,
    -- A day of the federation's calendar, as YYYY-MM-DD.
    agreed_on TEXT,
    retracted_at TEXT,
    PRIMARY KEY (federation_id, seq),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX actions_alert ON actions (federation_id, alert_id);
CREATE INDEX actions_person ON actions (federation_id, person_id, at);
CREATE INDEX actions_at ON actions (federation_id, at);

-- The partners that were proposed to the person, and the one that was chosen.
CREATE TABLE action_partners (
    federation_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (federation_id, seq, partner_id),
    FOREIGN KEY (federation_id, seq) REFERENCES actions (federation_id, seq),
    FOREIGN KEY (federation_id, partner_id) REFERENCES partners (federation_id, id)
) STRICT;
CREATE INDEX action_partners_partner ON action_partners (federation_id, partner_id);

-- Where a person stands with the département's support scheme; the steps are in the timeline.
CREATE TABLE dac_cases (
    federation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    alert_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('handed_over', 'accepted', 'declined', 'returned')),
    since TEXT NOT NULL,
    text TEXT,
    PRIMARY KEY (federation_id, person_id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;

-- Family and friends.
CREATE TABLE contacts (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    name TEXT NOT NULL,
    relation TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    carer INTEGER NOT NULL,
    guardian INTEGER NOT NULL,
    note TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX contacts_person ON contacts (federation_id, person_id, created_at);

-- Who coordinates already, besides us.
CREATE TABLE person_coordinators (
    federation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('dac', 'guardian', 'nursing', 'apa', 'hospital', 'other')),
    name TEXT NOT NULL,
    phone TEXT,
    PRIMARY KEY (federation_id, person_id, place),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;

CREATE INDEX access_log_at ON access_log (federation_id, at, id);
CREATE INDEX access_log_user ON access_log (federation_id, user_id, at);
