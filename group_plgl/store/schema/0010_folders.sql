-- Folders on the server's disk that become catalogues: what became of each file, and what was measured
-- on each picture, so that reading goes on where it stopped. Both go when the catalogue is complete.

ALTER TABLE catalogues ADD COLUMN tone FLOAT[];

CREATE TABLE folders (
    folder   TEXT PRIMARY KEY,
    space    TEXT NOT NULL,
    begun_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE folders IS 'Folders that are being read, and the catalogue that each becomes.';

CREATE TABLE folder_files (
    space       TEXT NOT NULL,
    path        TEXT NOT NULL,
    bytes       BIGINT NOT NULL,
    modified_ns BIGINT NOT NULL,
    picture_id  TEXT NOT NULL,
    problem     TEXT NOT NULL,
    advice      TEXT NOT NULL,
    PRIMARY KEY (space, path)
);
COMMENT ON TABLE folder_files IS 'What became of each file of a folder: the picture it is, or is the same as, and why it was left out.';

CREATE TABLE measures (
    space      TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    numbers    BLOB NOT NULL,
    PRIMARY KEY (space, picture_id, made_by)
);
COMMENT ON TABLE measures IS 'What was measured on the pictures of a catalogue that is not complete yet, as 32-bit floats.';
