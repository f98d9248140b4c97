-- The card at a person's home: one live code a person. Of the code itself only a hash is kept.
CREATE TABLE place_codes (
    federation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    code_hash TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID NOT NULL,
    PRIMARY KEY (federation_id, person_id),
    FOREIGN KEY (federation_id, person_id) REFERENCES persons (federation_id, id)
);
CREATE UNIQUE INDEX place_codes_hash ON place_codes (federation_id, code_hash);

SELECT raise_wall('place_codes');
