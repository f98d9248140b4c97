-- Since when nobody has done anything about an alert that somebody has; none while nobody has it. What the rules find, or an aide answers,
-- is no work: an alert whose person keeps getting worse is forgotten all the same.
ALTER TABLE alerts ADD COLUMN worked_at TIMESTAMPTZ;
UPDATE alerts SET worked_at = updated_at WHERE state = 'taken';
-- Alerts in somebody's hands, by the last time somebody worked on them. A server of the version before writes no `worked_at`.
CREATE INDEX alerts_worked ON alerts (federation_id, (CASE WHEN worked_at IS NULL THEN updated_at ELSE worked_at END), id) WHERE state = 'taken';
DROP INDEX alerts_in_hand;
