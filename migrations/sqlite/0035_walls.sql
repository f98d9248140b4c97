-- The wall between federations is PostgreSQL's (migrations/postgres/0035_walls.sql): an embedded database has no roles. What its index needs
-- to be asked by is the same in both.
DROP INDEX alerts_climbing;
CREATE INDEX alerts_climbing ON alerts (
    federation_id, severity,
    (CASE WHEN escalation_step = 0 THEN CASE WHEN queued_at IS NULL THEN opened_at ELSE queued_at END
          WHEN escalated_at IS NULL THEN opened_at ELSE escalated_at END)
) WHERE state = 'new' AND escalation_step < 3;
