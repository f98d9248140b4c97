-- What large reads walk along, so that a page costs what it shows and not what is stored.

-- The queue, a sector or an owner and a severity at a time.
UPDATE alerts SET sector_id = (SELECT p.sector_id FROM persons p WHERE p.federation_id = alerts.federation_id AND p.id = alerts.person_id)
    WHERE state <> 'closed' AND sector_id <> (SELECT p.sector_id FROM persons p
        WHERE p.federation_id = alerts.federation_id AND p.id = alerts.person_id);
CREATE INDEX alerts_queue ON alerts (federation_id, sector_id, severity, due_at, id) WHERE state <> 'closed';
CREATE INDEX alerts_owned ON alerts (federation_id, owner_id, severity, due_at, id) WHERE state <> 'closed' AND owner_id IS NOT NULL;
DROP INDEX alerts_triage;
-- The impact page, month by month.
CREATE INDEX alerts_opened ON alerts (federation_id, opened_at);
CREATE INDEX follow_ups_day ON follow_ups (federation_id, due_on);
CREATE INDEX findings_needs ON findings (federation_id, found_at) WHERE family = 'need';

-- The small curves beside fifty alerts are read from the index alone.
CREATE INDEX ratings_of_person ON ratings (federation_id, person_id, visited_at, id, timeliness, health, mood, form, aide_id);
DROP INDEX ratings_person;
-- The few that were kept aside, shown for a while from the day they came.
CREATE INDEX ratings_marked ON ratings (federation_id, person_id, received_at) WHERE timeliness <> 'folded';
