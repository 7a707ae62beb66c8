-- Folders that are labelled and sorted: which group a folder belongs to, which answers came from which
-- folder, how any picture finds its place among a catalogue's, and what was measured on pictures to sort.

CREATE TABLE group_folders (
    folder   TEXT PRIMARY KEY,
    group_id TEXT NOT NULL,
    root     TEXT NOT NULL,
    since    TIMESTAMP NOT NULL
);
COMMENT ON TABLE group_folders IS 'Folders whose pictures are a group''s own; file names there are told from the folder root.';

CREATE TABLE folder_labels (
    event_id  TEXT NOT NULL,
    member_id TEXT NOT NULL,
    group_id  TEXT NOT NULL,
    folder    TEXT NOT NULL,
    path      TEXT NOT NULL,
    PRIMARY KEY (member_id, event_id)
);
COMMENT ON TABLE folder_labels IS 'Answers that came from a folder: which, and the file in it.';

CREATE TABLE catalogue_axes (
    space       TEXT PRIMARY KEY,
    measured_by TEXT NOT NULL,
    payload     BLOB NOT NULL
);
COMMENT ON TABLE catalogue_axes IS 'How what is measured on any picture becomes a latent of a catalogue, as safetensors: turn p x d and offset d.';

CREATE TABLE measured_files (
    digest      TEXT NOT NULL,
    measured_by TEXT NOT NULL,
    numbers     BLOB NOT NULL,
    looks       BLOB NOT NULL,
    measured_at TIMESTAMP NOT NULL,
    PRIMARY KEY (digest, measured_by)
);
COMMENT ON TABLE measured_files IS 'What was measured on files to sort, by SHA-256 of their bytes: 32-bit floats, and looks as 16-bit floats.';
