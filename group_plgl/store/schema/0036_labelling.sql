-- Labelling: who labels pictures one by one says between which chances of liking the next ones lie. Cards keep
-- what was foretold of them when they were dealt, and every fit what it would have foretold of answers unseen.

ALTER TABLE cards ADD COLUMN foretold DOUBLE;
COMMENT ON COLUMN cards.foretold IS 'The member''s predicted chance of liking it when it was dealt, 0..1; null where nothing was known.';

CREATE TABLE labellings (
    member_id TEXT PRIMARY KEY,
    group_id  TEXT NOT NULL,
    band_low  DOUBLE NOT NULL,
    band_high DOUBLE NOT NULL,
    begun_at  TIMESTAMP NOT NULL
);
COMMENT ON TABLE labellings IS 'Members who label pictures one by one, and between which foretold chances of liking (0..1) their next ones lie.';

CREATE TABLE unseen (
    group_id   TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    member_id  TEXT NOT NULL,
    said       BIGINT NOT NULL,
    right_held_out BIGINT NOT NULL,
    held_out   BIGINT NOT NULL,
    baseline   DOUBLE NOT NULL,
    telling    BOOLEAN NOT NULL,
    liked      BIGINT NOT NULL,
    passed     BIGINT NOT NULL,
    auc        DOUBLE,
    auc_low    DOUBLE,
    auc_high   DOUBLE,
    chances    FLOAT[] NOT NULL,
    answers    FLOAT[] NOT NULL,
    PRIMARY KEY (group_id, seen_event, member_id)
);
COMMENT ON TABLE unseen IS 'Of each fit and member, some kept longer than the fit: how many of how many answers were foretold rightly and whether beyond chance, after how many were said; the chance of liking (0..1) that tastes gave to each single picture without having seen the answer (0..1), and the area under the curve over the liked and the passed ones among pictures that chance chose.';
