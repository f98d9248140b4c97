-- Accounts that people keep on the page: versions, one-time codes, why a session ended, what was changed; quarantine; sectors.

ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Where a link can be sent as a text message.
ALTER TABLE users ADD COLUMN phone TEXT;
-- The name without accents and in lower case: what a search compares.
ALTER TABLE users ADD COLUMN search_name TEXT NOT NULL DEFAULT '';
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(lower(name), 'À', 'a'), 'Â', 'a'), 'Ä', 'a'), 'Á', 'a'), 'Ã', 'a'), 'à', 'a');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'â', 'a'), 'ä', 'a'), 'á', 'a'), 'ã', 'a'), 'Ç', 'c'), 'ç', 'c');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'É', 'e'), 'È', 'e'), 'Ê', 'e'), 'Ë', 'e'), 'é', 'e'), 'è', 'e');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'ê', 'e'), 'ë', 'e'), 'Î', 'i'), 'Ï', 'i'), 'Í', 'i'), 'î', 'i');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'ï', 'i'), 'í', 'i'), 'Ô', 'o'), 'Ö', 'o'), 'Ó', 'o'), 'ô', 'o');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'ö', 'o'), 'ó', 'o'), 'Ù', 'u'), 'Û', 'u'), 'Ü', 'u'), 'Ú', 'u');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'ù', 'u'), 'û', 'u'), 'ü', 'u'), 'ú', 'u'), 'Ÿ', 'y'), 'ÿ', 'y');
UPDATE users SET search_name = replace(replace(replace(replace(replace(replace(search_name, 'Ñ', 'n'), 'ñ', 'n'), 'Œ', 'oe'), 'œ', 'oe'), 'Æ', 'ae'), 'æ', 'ae');
UPDATE users SET search_name = replace(replace(replace(search_name, '-', ' '), '''', ' '), '’', ' ');
UPDATE users SET search_name = trim(search_name);
CREATE INDEX users_search ON users (federation_id, search_name, id);

-- The short code beside a link, argon2id; none for links made in a shell.
ALTER TABLE enrolments ADD COLUMN code_hash TEXT;
ALTER TABLE enrolments ADD COLUMN code_tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX enrolments_user ON enrolments (federation_id, user_id);

-- What was done to an account, by whom; nobody: its owner, or the program.
CREATE TABLE account_events (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    at TEXT NOT NULL,
    actor_id BLOB,
    what TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, account_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE INDEX account_events_account ON account_events (federation_id, account_id, at, id);

ALTER TABLE sectors ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sectors ADD COLUMN archived_at TEXT;

-- Ratings from a phone whose session was ended: kept aside until somebody decides.
CREATE TABLE quarantined_ratings (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    aide_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    visited_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    until TEXT NOT NULL,
    -- The rating as the phone sent it.
    body TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    -- None: nobody has decided yet.
    decided_at TEXT,
    decided_by BLOB,
    decision TEXT CHECK (decision IN ('accepted', 'discarded')),
    reason TEXT,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, aide_id) REFERENCES users (federation_id, id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE INDEX quarantined_ratings_waiting ON quarantined_ratings (federation_id, until) WHERE decided_at IS NULL;
CREATE INDEX quarantined_ratings_person ON quarantined_ratings (federation_id, person_id);
CREATE INDEX quarantined_ratings_until ON quarantined_ratings (federation_id, until);
