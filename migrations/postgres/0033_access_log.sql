-- The access log is written once: nothing changes a line, and only what the federation's period is over for may go.

-- A keyed digest of the line; none on lines from before there were digests.
ALTER TABLE access_log ADD COLUMN seal TEXT;

-- Up to when lines were forgotten: before it a line may go, after it none.
CREATE TABLE access_log_purges (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    before TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (federation_id)
);

-- Each day that is over, with how many lines it has: the chain in which a line that is gone leaves a gap.
CREATE TABLE access_log_days (
    federation_id UUID NOT NULL REFERENCES federations (federation_id),
    -- A day in UTC, as YYYY-MM-DD.
    day TEXT NOT NULL,
    looks BIGINT NOT NULL,
    -- SHA-256 over the seals of its lines, in their order.
    digest TEXT NOT NULL,
    -- The seal of the day before it in this table; empty for the first.
    previous TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (federation_id, day)
);

CREATE FUNCTION access_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM access_log_purges p WHERE p.federation_id = OLD.federation_id AND OLD.at < p.before) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the access log is written once';
END $$;
CREATE TRIGGER access_log_lines BEFORE UPDATE OR DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION access_log_is_kept();
CREATE TRIGGER access_log_whole BEFORE TRUNCATE ON access_log FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_kept();
