-- The card at a person's home: one live code a person. Of the code itself only a hash is kept.
CREATE TABLE place_codes (
    federation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    code_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by BLOB NOT NULL,
    PRIMARY KEY (federation_id, person_id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
) STRICT;
CREATE UNIQUE INDEX place_codes_hash ON place_codes (federation_id, code_hash);
