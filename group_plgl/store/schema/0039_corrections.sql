-- What members say of what their comments were heard to say: never changed, the newest of one place stands.

CREATE TABLE corrections (
    group_id  TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    event_id  TEXT NOT NULL,
    term      TEXT NOT NULL,
    signed    DOUBLE,
    said_at   TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, seq)
);
COMMENT ON TABLE corrections IS 'What a member says that a comment of theirs means; fits that have seen its event take it instead of what was heard.';
COMMENT ON COLUMN corrections.group_id IS 'The group.';
COMMENT ON COLUMN corrections.seq IS 'The event that marks it: fits before it know nothing of it.';
COMMENT ON COLUMN corrections.member_id IS 'Whose comment it is, and who says so.';
COMMENT ON COLUMN corrections.event_id IS 'The comment.';
COMMENT ON COLUMN corrections.term IS 'name:word, a scale and one of its ends.';
COMMENT ON COLUMN corrections.signed IS 'How strongly that is liked (above 0, to 1) or disliked (below 0, to -1), 0 where nothing of it was meant, NULL where what was heard is right after all.';
COMMENT ON COLUMN corrections.said_at IS 'When, UTC.';
