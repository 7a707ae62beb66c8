-- The rules side by side: what else a number could be, whom each picture suits, and how much each voice counts.

CREATE TABLE voices (
    group_id  TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    weight    DOUBLE NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, seq)
);
COMMENT ON TABLE voices IS 'How many times members count, as the host said it, by the event that says so; the last of each member stands, and who is not named counts once.';

CREATE TABLE options (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    name       TEXT NOT NULL,
    spot       INTEGER NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    apart      DOUBLE NOT NULL,
    across     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, kind, place)
);
COMMENT ON TABLE options IS 'Pictures a number could have instead of its ideal: kinds rule, fairness, split (one for all, then one for each part), set, proportional, opinions and weights (the two roads).';
COMMENT ON COLUMN options.name IS 'The rule or merge that chose it; empty where nothing with a name did.';
COMMENT ON COLUMN options.spot IS 'Which of the pictures it is, from 0; options that look the same share one.';
COMMENT ON COLUMN options.apart IS 'How far it looks from the first of its kind, two pictures at random as 1.';
COMMENT ON COLUMN options.across IS 'Of weights: how far it looks from the opinions in the same place; otherwise 0.';

CREATE TABLE option_likings (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    spot      INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    liking    DOUBLE NOT NULL,
    low       DOUBLE NOT NULL,
    high      DOUBLE NOT NULL,
    standing  DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, spot, member_id)
);
COMMENT ON TABLE option_likings IS 'Each member''s predicted liking of an option: chance 0..1 with a 95 % interval; standing = share of the space they would like less.';

CREATE TABLE verdicts (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    verdict    TEXT NOT NULL,
    gain       DOUBLE NOT NULL,
    low        DOUBLE NOT NULL,
    high       DOUBLE NOT NULL,
    fewest     BOOLEAN NOT NULL,
    seen_event BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE verdicts IS 'Whether one picture serves a group, or its two parts need one each, with the gain of predicted percentile and its 95 % interval.';
COMMENT ON COLUMN verdicts.fewest IS 'Whether it is certain that fewer pictures than those of the set would not do.';

CREATE TABLE influences (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    weight    DOUBLE NOT NULL,
    part      INTEGER NOT NULL,
    pull      DOUBLE NOT NULL,
    moved     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id)
);
COMMENT ON TABLE influences IS 'Each member''s voice in a number, the part they are in (0 is the larger), whose liking the rule follows at the ideal (shares, 0..1), and how far the ideal looks from where it would be without them (-1 where that was not looked for).';
