-- What the jobs look for, found where it stands: their cost follows what is due, not what is stored.

-- Promises whose lateness has not been told to everybody yet.
CREATE INDEX follow_ups_untold ON follow_ups (federation_id, escalation, due_at, id) WHERE state = 'open' AND escalation < 2;
-- Alerts at rest, by the end of their rest.
CREATE INDEX alerts_resting ON alerts (federation_id, snoozed_until, id) WHERE state = 'snoozed';
-- Alerts in somebody's hands, by the last time something happened to them.
CREATE INDEX alerts_in_hand ON alerts (federation_id, updated_at, id) WHERE state = 'taken';
-- Alerts that may still climb, by the moment since which they have waited on their step.
CREATE INDEX alerts_climbing ON alerts (
    federation_id, severity,
    (CASE WHEN escalation_step = 0 THEN COALESCE(queued_at, opened_at) ELSE COALESCE(escalated_at, opened_at) END)
) WHERE state = 'new' AND escalation_step < 3;
