-- How jobs went, what was done about messages that did not arrive, and what is kept no longer than needed.

ALTER TABLE jobs ADD COLUMN last_started_at TIMESTAMPTZ;
ALTER TABLE jobs ADD COLUMN last_duration_ms BIGINT;
-- In a row; back to 0 with the next success.
ALTER TABLE jobs ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- The last runs of each job. A run by hand has the id its page gave it, so that a second click finds it done.
CREATE TABLE job_runs (
    federation_id UUID NOT NULL,
    name TEXT NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    -- The time the run stood for.
    occurrence TIMESTAMPTZ NOT NULL,
    by_hand BOOLEAN NOT NULL,
    -- What it did; none when it failed.
    outcome TEXT,
    error TEXT,
    duration_ms BIGINT NOT NULL,
    PRIMARY KEY (federation_id, name, id),
    FOREIGN KEY (federation_id, name) REFERENCES jobs (federation_id, name)
);
CREATE INDEX job_runs_at ON job_runs (federation_id, name, at, id);

-- The administrator has seen a message that did not arrive and lets it go. Its row stays: the fact must not make it again.
ALTER TABLE outbox ADD COLUMN dropped_at TIMESTAMPTZ;
ALTER TABLE outbox ADD COLUMN dropped_by UUID;
CREATE INDEX outbox_failed ON outbox (federation_id, created_at, id) WHERE state IN ('dead', 'expired', 'unreachable');
CREATE INDEX outbox_settled ON outbox (federation_id, settled_at) WHERE settled_at IS NOT NULL;

-- When what said who the person was went away.
ALTER TABLE persons ADD COLUMN pseudonymised_at TIMESTAMPTZ;
CREATE INDEX persons_archived ON persons (federation_id, archived_at) WHERE archived_at IS NOT NULL AND pseudonymised_at IS NULL;
