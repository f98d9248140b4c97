-- Case work: what was done with whose agreement and which partners, who else is around the person, what a federation calls things.

-- A talk was enough.
ALTER TABLE alerts DROP CONSTRAINT alerts_outcome_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_outcome_check CHECK (outcome IN
    ('acted', 'nothing_needed', 'declined', 'new_usual_state', 'duplicate', 'noise', 'one_off_advice'));

ALTER TABLE persons ADD COLUMN phone TEXT;
ALTER TABLE persons ADD COLUMN address TEXT;
-- Whose word a consent is: the person's, the family's, or a guardian's.
ALTER TABLE consents ADD COLUMN given_as TEXT NOT NULL DEFAULT 'person' CHECK (given_as IN ('person', 'family', 'guardian'));

-- Local services: nurses, doctors, meal deliveries ...
CREATE TABLE partners (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    id UUID NOT NULL,
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
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    archived_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id)
);
CREATE INDEX partners_name ON partners (federation_id, search_name);
CREATE UNIQUE INDEX partners_ref ON partners (federation_id, ref) WHERE ref IS NOT NULL;

-- Where a partner works; none: everywhere.
CREATE TABLE partner_sectors (
    federation_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    sector_id UUID NOT NULL,
    PRIMARY KEY (federation_id, partner_id, sector_id),
    FOREIGN KEY (federation_id, partner_id) REFERENCES partners (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id)
);

-- What was done, for figures. The words stay in the timeline, under the same number.
CREATE TABLE actions (
    federation_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    alert_id UUID NOT NULL,
    person_id UUID NOT NULL,
    actor_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    agreement TEXT NOT NULL CHECK (agreement IN ('person', 'family', 'guardian', 'refused', 'not_asked')),
    agreed_by TEXT,
    -- A day of the federation's calendar, as YYYY-MM-DD.
    agreed_on TEXT,
    retracted_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, seq),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX actions_alert ON actions (federation_id, alert_id);
CREATE INDEX actions_person ON actions (federation_id, person_id, at);
CREATE INDEX actions_at ON actions (federation_id, at);

-- The partners that were proposed to the person, and the one that was chosen.
CREATE TABLE action_partners (
    federation_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    partner_id UUID NOT NULL,
    chosen BOOLEAN NOT NULL,
    PRIMARY KEY (federation_id, seq, partner_id),
    FOREIGN KEY (federation_id, seq) REFERENCES actions (federation_id, seq),
    FOREIGN KEY (federation_id, partner_id) REFERENCES partners (federation_id, id)
);
CREATE INDEX action_partners_partner ON action_partners (federation_id, partner_id);

-- Where a person stands with the département's support scheme; the steps are in the timeline.
CREATE TABLE dac_cases (
    federation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    alert_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('handed_over', 'accepted', 'declined', 'returned')),
    since TIMESTAMPTZ NOT NULL,
    text TEXT,
    PRIMARY KEY (federation_id, person_id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);

-- Family and friends.
CREATE TABLE contacts (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    relation TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    carer BOOLEAN NOT NULL,
    guardian BOOLEAN NOT NULL,
    note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX contacts_person ON contacts (federation_id, person_id, created_at);

-- Who coordinates already, besides us.
CREATE TABLE person_coordinators (
    federation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('dac', 'guardian', 'nursing', 'apa', 'hospital', 'other')),
    name TEXT NOT NULL,
    phone TEXT,
    PRIMARY KEY (federation_id, person_id, place),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);

CREATE INDEX access_log_at ON access_log (federation_id, at, id);
CREATE INDEX access_log_user ON access_log (federation_id, user_id, at);
