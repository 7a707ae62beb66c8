-- What a member sees of their own taste, drawn when they ask for it; and numbers that are never given twice.

CREATE TABLE mirrors (
    member_id   TEXT PRIMARY KEY,
    group_id    TEXT NOT NULL,
    want_event  BIGINT NOT NULL,
    want_number INTEGER NOT NULL,
    asked_at    TIMESTAMP NOT NULL,
    seen_event  BIGINT NOT NULL,
    number      INTEGER NOT NULL,
    limit_at    DOUBLE,
    leanings    TEXT NOT NULL,
    made_by     TEXT NOT NULL,
    made_at     TIMESTAMP
);
COMMENT ON TABLE mirrors IS 'A member''s own taste as they asked to see it: the fit and the group model wanted, those it is drawn from (0 before), how far towards the group''s ideal they go along (0 to 1), and their leanings as JSON.';

CREATE TABLE member_ideals (
    member_id  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    group_id   TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    share      DOUBLE NOT NULL,
    liking     DOUBLE NOT NULL,
    low        DOUBLE NOT NULL,
    high       DOUBLE NOT NULL,
    standing   DOUBLE,
    PRIMARY KEY (member_id, kind, position)
);
COMMENT ON TABLE member_ideals IS 'Pictures of a mirror: ideal, opposite, and those between the member''s ideal (share 0) and the group''s (share 1), with predicted liking and the share of all pictures the group would like less.';

CREATE TABLE numbers (
    group_id TEXT PRIMARY KEY,
    last     INTEGER NOT NULL
);
COMMENT ON TABLE numbers IS 'The highest number of a group model that was ever given in a group whose models were erased.';
