-- The last back-test of a draft that an administrator started: one at a time in a federation, seen by every server process.

CREATE TABLE rule_trials (
    federation_id UUID NOT NULL PRIMARY KEY,
    id UUID NOT NULL,
    days INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
    -- 0 to 1.
    progress DOUBLE PRECISION NOT NULL,
    result JSONB,
    started_by UUID,
    started_at TIMESTAMPTZ NOT NULL,
    -- The database's clock, at each sign of life: one that has been silent for long died with its process.
    beat_at TIMESTAMPTZ NOT NULL
);
