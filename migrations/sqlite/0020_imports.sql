-- Files from other software: what each changed and what stood there before, so that it can be taken back.

CREATE TABLE imports (
    federation_id BLOB NOT NULL REFERENCES federations (federation_id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('persons', 'aides', 'visits', 'absences', 'partners')),
    -- Where it came from: a file on the page, a command in a shell, or a calendar that is read on a schedule.
    origin TEXT NOT NULL CHECK (origin IN ('page', 'command', 'feed')),
    file_name TEXT,
    -- Nobody in a shell, and nobody for a calendar.
    imported_by BLOB,
    at TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    undone_at TEXT,
    undone_by BLOB,
    PRIMARY KEY (federation_id, id)
) STRICT;
CREATE INDEX imports_at ON imports (federation_id, at, id);

-- Kept for as long as an import may be taken back, and no longer.
CREATE TABLE import_lines (
    federation_id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    thing_id BLOB NOT NULL,
    -- The other software's own key.
    ref TEXT NOT NULL,
    -- The fields as they were; none: it was not there.
    before TEXT,
    after TEXT NOT NULL,
    PRIMARY KEY (federation_id, import_id, place),
    FOREIGN KEY (federation_id, import_id) REFERENCES imports (federation_id, id)
) STRICT;
CREATE INDEX import_lines_thing ON import_lines (federation_id, thing_id);

ALTER TABLE absences ADD COLUMN ref TEXT;
CREATE UNIQUE INDEX absences_ref ON absences (federation_id, ref) WHERE ref IS NOT NULL;
