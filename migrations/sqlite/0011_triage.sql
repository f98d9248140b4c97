-- What makes a shared queue easy to work: one's own filters by name, and who is looking at what.

CREATE TABLE saved_views (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    -- The queue's filters, as the page's address has them.
    query TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, user_id, id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;

-- The alert somebody has open right now: one row a person, written with each heartbeat, worthless after a minute.
CREATE TABLE presence (
    federation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    alert_id BLOB NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (federation_id, user_id),
    FOREIGN KEY (federation_id, user_id) REFERENCES users (federation_id, id)
) STRICT;
