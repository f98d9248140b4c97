-- Whether an open follow-up of the watch is there: those without one are found where they stand.
ALTER TABLE watches ADD COLUMN planned BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE watches SET planned = EXISTS (SELECT 1 FROM follow_ups f
    WHERE f.federation_id = watches.federation_id AND f.watch_id = watches.id AND f.state = 'open');
CREATE INDEX watches_unplanned ON watches (federation_id, since, id) WHERE ended_at IS NULL AND NOT planned;
-- What somebody owes is counted for each receiver of a digest.
CREATE INDEX follow_ups_owed ON follow_ups (federation_id, owner_id, due_at) WHERE state = 'open';
-- Promises whose lateness has not been told to everybody, by the moment from which they are late.
DROP INDEX follow_ups_untold;
CREATE INDEX follow_ups_untold ON follow_ups (
    federation_id, escalation, (CASE WHEN state = 'open' AND escalation < 2 THEN due_at END), id
) WHERE state = 'open' AND escalation < 2;
