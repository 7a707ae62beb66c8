-- Classes with a taste and an ideal each; clusters of a pool, whose labels stand for pictures.

ALTER TABLE sessions ADD COLUMN ordered BOOLEAN DEFAULT false;
ALTER TABLE sessions ADD COLUMN aim INTEGER DEFAULT 0;
ALTER TABLE cards ADD COLUMN cluster TEXT DEFAULT '';
COMMENT ON COLUMN sessions.ordered IS 'Whether neighbouring classes are alike, from first to last.';
COMMENT ON COLUMN sessions.aim IS 'The class that the group''s ideal is made for, from 0.';
COMMENT ON COLUMN cards.cluster IS 'The cluster that the cards of a sheet stand for, or that one card is a check on.';
COMMENT ON TABLE events IS 'Everything said, in the order it became durable; kinds: rated, chosen, classed (one class), sorted (several: the sum of 2 ** class), skipped, undone, commented; roster (without a member) marks that who counts has changed.';

CREATE TABLE class_fits (
    group_id       TEXT NOT NULL,
    seen_event     BIGINT NOT NULL,
    class_number   INTEGER NOT NULL,
    name           TEXT NOT NULL,
    aim            BOOLEAN NOT NULL,
    answers        INTEGER NOT NULL,
    right_held_out INTEGER NOT NULL,
    held_out       INTEGER NOT NULL,
    calibration    DOUBLE NOT NULL,
    ceiling        DOUBLE NOT NULL,
    PRIMARY KEY (group_id, seen_event, class_number)
);
COMMENT ON TABLE class_fits IS 'The classes of a fit: how often pictures were put there, how many of those were foretold unseen, and how likings of it are calibrated.';

CREATE TABLE class_models (
    group_id     TEXT NOT NULL,
    seen_event   BIGINT NOT NULL,
    class_number INTEGER NOT NULL,
    member_id    TEXT NOT NULL,
    payload      BLOB NOT NULL,
    PRIMARY KEY (group_id, seen_event, class_number, member_id)
);
COMMENT ON TABLE class_models IS 'A member''s taste for each class as safetensors bytes.';

CREATE TABLE class_ideals (
    group_id     TEXT NOT NULL,
    number       INTEGER NOT NULL,
    class_number INTEGER NOT NULL,
    name         TEXT NOT NULL,
    latent       FLOAT[] NOT NULL,
    picture_id   TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    made_at      TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number, class_number)
);
COMMENT ON TABLE class_ideals IS 'The ideal of each class but the one aimed at, whose ideal is the group''s.';

CREATE TABLE class_likings (
    group_id     TEXT NOT NULL,
    number       INTEGER NOT NULL,
    class_number INTEGER NOT NULL,
    member_id    TEXT NOT NULL,
    liking       DOUBLE NOT NULL,
    low          DOUBLE NOT NULL,
    high         DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, class_number, member_id)
);
COMMENT ON TABLE class_likings IS 'The chance that each member would put the ideal of a class there, 0..1, with a 95 % interval.';

CREATE TABLE clusters (
    group_id   TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    path       TEXT NOT NULL,
    PRIMARY KEY (group_id, picture_id)
);
COMMENT ON TABLE clusters IS 'Where each picture of a pool stands in the tree of pictures that look alike: cluster, half of it, half of that.';
