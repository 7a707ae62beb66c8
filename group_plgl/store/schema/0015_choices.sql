-- Which family each member's taste is learned by, and what spoke for it.

CREATE TABLE choices (
    member_id      TEXT NOT NULL,
    seen_event     BIGINT NOT NULL,
    group_id       TEXT NOT NULL,
    answers        INTEGER NOT NULL,
    family         TEXT NOT NULL,
    right_held_out INTEGER NOT NULL,
    held_out       INTEGER NOT NULL,
    baseline       DOUBLE NOT NULL,
    evidence       TEXT NOT NULL,
    made_by        TEXT NOT NULL,
    made_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, seen_event)
);
COMMENT ON TABLE choices IS 'The family of models that a member''s taste is learned by, compared on the answers up to an event: how many unseen answers what was chosen without them foretold, and as JSON how every family did.';
