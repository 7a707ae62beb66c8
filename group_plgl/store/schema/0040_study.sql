-- Studies with people: who consented, what they were asked blind, and what they answered. Answers are only ever added.

CREATE TABLE studies (
    group_id  TEXT NOT NULL,
    study     BIGINT NOT NULL,
    training  BIGINT NOT NULL,
    again     BIGINT NOT NULL,
    fresh     BIGINT NOT NULL,
    pairs     BIGINT NOT NULL,
    others    BOOLEAN NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    PRIMARY KEY (group_id, study)
);
COMMENT ON TABLE studies IS 'A study of a group: how many yes-or-no answers come before the test, how many pictures are asked again, how many are new, how many blind pairs there are of each kind, and whether other members'' pictures are among them; closed_at is null while nothing is revealed.';

CREATE TABLE study_people (
    group_id     TEXT NOT NULL,
    study        BIGINT NOT NULL,
    member_id    TEXT NOT NULL,
    consented_at TIMESTAMP NOT NULL,
    seen_event   BIGINT,
    dealt_at     TIMESTAMP,
    PRIMARY KEY (group_id, study, member_id)
);
COMMENT ON TABLE study_people IS 'Who consented to a study; seen_event is the watermark of the fit that everything foretold of them was frozen from, null until their test is dealt.';

CREATE TABLE study_trials (
    group_id   TEXT NOT NULL,
    study      BIGINT NOT NULL,
    member_id  TEXT NOT NULL,
    place      BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    beside_id  TEXT NOT NULL,
    mine       BIGINT,
    before     DOUBLE,
    foretold   DOUBLE,
    against_id TEXT NOT NULL,
    PRIMARY KEY (group_id, study, member_id, place)
);
COMMENT ON TABLE study_trials IS 'One question of a test: again (asked before, answered `before`, 1 or 0), new (never shown; `foretold` is the chance of liking, 0..1, frozen when dealt), neutral or other (a blind pair: `picture_id` left, `beside_id` right, `mine` says which is the member''s own, 0 or 1; `against_id` is whose the other is, empty for neutral).';

CREATE TABLE study_answers (
    group_id  TEXT NOT NULL,
    study     BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    place     BIGINT NOT NULL,
    value     BIGINT NOT NULL,
    said_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, study, member_id, place)
);
COMMENT ON TABLE study_answers IS 'What was answered: 1 liked or 0 not; of a pair 0 for the left one, 1 for the right one. The first answer stands.';
