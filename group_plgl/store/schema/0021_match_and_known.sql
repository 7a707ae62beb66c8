-- Who lets others find them by taste, as they said it; and works that nothing exported may be a copy of.

CREATE TABLE findable (
    member_id TEXT NOT NULL,
    change    BIGINT NOT NULL,
    group_id  TEXT NOT NULL,
    findable  BOOLEAN NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, change)
);
COMMENT ON TABLE findable IS 'What members said about being found by taste, change by change; the last stands, and without any nobody is found. Matches are computed whenever somebody looks, so nothing is kept of them.';

CREATE TABLE known_works (
    group_id TEXT NOT NULL,
    name     TEXT NOT NULL,
    looks    FLOAT[] NOT NULL,
    kept_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, name)
);
COMMENT ON TABLE known_works IS 'Works of others that a group''s exports are held against: what was measured on them and the name of the file, not the picture. What is measured is about as much as a very small copy shows.';
