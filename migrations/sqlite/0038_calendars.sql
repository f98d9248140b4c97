-- Planned visits from other software's calendars: where they are read, and how it went. The address is a secret.
CREATE TABLE calendars (
    federation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Whose visits it plans: those of the persons of a sector, or those of one aide.
    sector_id BLOB,
    aide_id BLOB,
    enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by BLOB NOT NULL,
    -- Asked for by the job, and not begun yet.
    asked_at TEXT,
    tried_at TEXT,
    succeeded_at TEXT,
    failure TEXT,
    etag TEXT,
    last_modified TEXT,
    -- Visits of the coming fortnight, and what could not be used: lines and codes.
    visits INTEGER NOT NULL DEFAULT 0,
    problems TEXT NOT NULL,
    PRIMARY KEY (federation_id, id),
    FOREIGN KEY (federation_id, sector_id) REFERENCES sectors (federation_id, id),
    FOREIGN KEY (federation_id, aide_id) REFERENCES users (federation_id, id)
) STRICT;
CREATE INDEX calendars_asked ON calendars (asked_at) WHERE asked_at IS NOT NULL;
