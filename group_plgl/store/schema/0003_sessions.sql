-- Modes and turns, privacy, phases, questions when joining, own pictures, comments, blind votes.
-- Tables that get columns in between are made anew: DuckDB does not drop a column before an index.

CREATE TABLE new_groups (
    group_id      TEXT PRIMARY KEY,
    slug          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    question      TEXT NOT NULL,
    space         TEXT NOT NULL,
    privacy       TEXT NOT NULL,
    k             INTEGER NOT NULL,
    rehearsal     BOOLEAN NOT NULL,
    join_code     TEXT NOT NULL UNIQUE,
    host_key_hash TEXT NOT NULL,
    made_at       TIMESTAMP NOT NULL
);
INSERT INTO new_groups
SELECT group_id, slug, name, question, space, CASE WHEN show_names THEN 'identified' ELSE 'anonymous' END, 5,
       rehearsal, join_code, host_key_hash, made_at
FROM groups;
DROP TABLE groups;
ALTER TABLE new_groups RENAME TO groups;
COMMENT ON TABLE groups IS 'People together, with a space (name@version), a question, a join code and a privacy mode (identified, pseudonymous, anonymous; k is the fewest members anything shown of an anonymous group rests on).';

CREATE TABLE new_sessions (
    group_id      TEXT NOT NULL,
    number        INTEGER NOT NULL,
    mode          TEXT NOT NULL,
    turns         INTEGER NOT NULL,
    classes       TEXT[] NOT NULL,
    phase         TEXT NOT NULL,
    results_shown BOOLEAN NOT NULL,
    door_open     BOOLEAN NOT NULL,
    ends_at       TIMESTAMP,
    opened_at     TIMESTAMP NOT NULL,
    closed_at     TIMESTAMP,
    PRIMARY KEY (group_id, number)
);
INSERT INTO new_sessions
SELECT group_id, number, 'swipe', 30, [], 'rating', true, true, NULL, opened_at, closed_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
COMMENT ON TABLE sessions IS 'Sittings of a group: how members answer (mode), how many turns are suggested, the phase (lobby, rating, reveal, vote), whether members see results, whether newcomers may join; votes are taken while one is open and 60 s after.';

ALTER TABLE members ADD COLUMN set_aside BOOLEAN DEFAULT false;
COMMENT ON TABLE members IS 'Persons in a group; simulated ones live only in rehearsal groups; those set aside by the host are in no model.';

CREATE TABLE questions (
    group_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    choices  TEXT[] NOT NULL,
    PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE questions IS 'What the host asks those who join; without choices the answer is a short text.';

CREATE TABLE particulars (
    member_id TEXT NOT NULL,
    group_id  TEXT NOT NULL,
    position  INTEGER NOT NULL,
    answer    TEXT NOT NULL,
    PRIMARY KEY (member_id, position)
);
COMMENT ON TABLE particulars IS 'What members answered to the host''s questions when they joined.';

CREATE TABLE new_pools (
    group_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    picture_id TEXT NOT NULL,
    PRIMARY KEY (group_id, kind, position)
);
INSERT INTO new_pools SELECT group_id, 'prior', position, picture_id FROM pools;
DROP TABLE pools;
ALTER TABLE new_pools RENAME TO pools;
COMMENT ON TABLE pools IS 'The pictures a group''s decks are dealt from, in the order they were drawn: from the prior, or near the ideal.';

CREATE TABLE new_cards (
    card_id    TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    turn       INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    mode       TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    repeat_of  TEXT NOT NULL,
    dealt_at   TIMESTAMP NOT NULL
);
INSERT INTO new_cards
SELECT card_id, group_id, member_id, position, 0, 'swipe', picture_id, '', dealt_at FROM cards;
DROP TABLE cards;
ALTER TABLE new_cards RENAME TO cards;
COMMENT ON TABLE cards IS 'One latent shown to one member; cards of one turn are shown together, place by place; repeat_of names the card of the same picture in the turn that is asked again.';

ALTER TABLE events ADD COLUMN text TEXT;
COMMENT ON TABLE events IS 'Everything said, in the order it became durable; kinds: rated, chosen, classed, skipped, undone, commented; roster (without a member) marks that who counts has changed.';

CREATE TABLE catalogues (
    space           TEXT NOT NULL,
    position        INTEGER NOT NULL,
    picture_id      TEXT NOT NULL,
    card_picture_id TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    words           TEXT NOT NULL,
    PRIMARY KEY (space, position)
);
COMMENT ON TABLE catalogues IS 'A group''s own pictures: the large one, the one on cards, what the host''s file was called, and what can be seen in it.';

CREATE TABLE runners_up (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    PRIMARY KEY (group_id, number, rule, place)
);
COMMENT ON TABLE runners_up IS 'Pictures behind an ideal that please the same rule nearly as much and look different.';

CREATE TABLE ballots (
    group_id       TEXT NOT NULL,
    ballot         INTEGER NOT NULL,
    session_number INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    opened_at      TIMESTAMP NOT NULL,
    closed_at      TIMESTAMP,
    PRIMARY KEY (group_id, ballot)
);
COMMENT ON TABLE ballots IS 'Blind votes: unlabelled candidates of one model number, with predictions frozen before.';

CREATE TABLE candidates (
    group_id   TEXT NOT NULL,
    ballot     INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    rule       TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    share      DOUBLE NOT NULL,
    low        DOUBLE NOT NULL,
    high       DOUBLE NOT NULL,
    PRIMARY KEY (group_id, ballot, place)
);
COMMENT ON TABLE candidates IS 'What a blind vote is between: ideals of rules, the best real picture, a random one; share, low and high are the predicted share of votes, 0 to 1.';
