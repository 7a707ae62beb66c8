-- Who lets others find them by taste, as they said it.

CREATE TABLE findable (
    member_id TEXT NOT NULL,
    change    BIGINT NOT NULL,
    group_id  TEXT NOT NULL,
    findable  BOOLEAN NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, change)
);
COMMENT ON TABLE findable IS 'What members said about being found by taste, change by change; the last stands, and without any nobody is found. Matches are computed whenever somebody looks, so nothing is kept of them.';
