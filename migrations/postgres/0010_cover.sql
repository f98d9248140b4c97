-- Who stands in for whom, when the federation works, and how far an alert nobody took has climbed.

CREATE TABLE covers (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    -- replace: the absent one keeps sight and has no duty; add: somebody more; remove: away, and nobody instead.
    kind TEXT NOT NULL CHECK (kind IN ('replace', 'add', 'remove')),
    absent_id UUID,
    cover_id UUID,
    -- Neither: all sectors of the absent one.
    sector_id UUID,
    person_id UUID,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    reason TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('declared', 'imported', 'taken_over', 'imposed')),
    -- What an imported absence is known by in the calendar it came from.
    source TEXT,
    created_by UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    -- Ended by hand before its time.
    ended_at TIMESTAMPTZ,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, absent_id) REFERENCES users (federation_id, id),
    FOREIGN KEY (federation_id, cover_id) REFERENCES users (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE INDEX covers_cover ON covers (federation_id, cover_id, ends_at) WHERE ended_at IS NULL;
CREATE INDEX covers_absent ON covers (federation_id, absent_id, ends_at) WHERE ended_at IS NULL;
CREATE INDEX covers_time ON covers (federation_id, ends_at);
CREATE UNIQUE INDEX covers_source ON covers (federation_id, absent_id, source) WHERE source IS NOT NULL;

-- What was done to a cover, by whom: append-only.
CREATE TABLE cover_events (
    federation_id UUID NOT NULL,
    id UUID NOT NULL,
    cover_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor_id UUID,
    what TEXT NOT NULL,
    data JSONB NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, cover_id) REFERENCES covers (federation_id, id)
);
CREATE INDEX cover_events_cover ON cover_events (federation_id, cover_id, at);

-- Working hours, holidays and targets: one row a federation, none while it has the built-in ones.
CREATE TABLE work_settings (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    version INTEGER NOT NULL,
    body JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by UUID NOT NULL,
    PRIMARY KEY (federation_id)
);

-- When somebody who took it should have acted; none while nobody has it, or once something was done.
ALTER TABLE alerts ADD COLUMN act_due_at TIMESTAMPTZ;
-- When something was first done about it.
ALTER TABLE alerts ADD COLUMN acted_at TIMESTAMPTZ;
-- Since when it waits in the queue; none: since its opening.
ALTER TABLE alerts ADD COLUMN queued_at TIMESTAMPTZ;
-- 0 nobody told, 1 cover and coordinators, 2 referents, 3 administrators.
ALTER TABLE alerts ADD COLUMN escalation_step INTEGER NOT NULL DEFAULT 0;
UPDATE alerts SET escalation_step = 3 WHERE escalated_at IS NOT NULL;
CREATE INDEX alerts_waiting ON alerts (federation_id, due_at) WHERE state = 'new';
