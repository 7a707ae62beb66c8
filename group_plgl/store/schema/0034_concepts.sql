-- What hosts say that pictures show, and what ideals have to show because they ask for it.

CREATE TABLE concepts (
    concept_id TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    name       TEXT NOT NULL,
    founded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE concepts IS 'Names for what pictures of a group may show, such as is-portrait; the host''s statements about pictures, nobody''s taste.';

CREATE TABLE concept_labels (
    concept_id TEXT NOT NULL,
    group_id   TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    yes        BOOLEAN NOT NULL,
    said_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (concept_id, picture_id)
);
COMMENT ON TABLE concept_labels IS 'Which pictures show a concept and which do not, as a host says; the last word stands.';

CREATE TABLE concept_demands (
    group_id   TEXT NOT NULL,
    change     BIGINT NOT NULL,
    concept_id TEXT NOT NULL,
    chance     DOUBLE NOT NULL,
    said_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, change)
);
COMMENT ON TABLE concept_demands IS 'The least chance 0..1 of a concept that a host requires of ideals, change by change; the last about a concept stands, and 0 lifts it. Changes are counted together with those of nevers.';

CREATE VIEW host_changes AS
SELECT group_id, change FROM nevers UNION ALL SELECT group_id, change FROM concept_demands;
COMMENT ON VIEW host_changes IS 'Every change of what ideals have to obey: what must not come again, and what is required.';
