-- What comments were heard to say of attributes, once for every comment, when its group was next learned.

CREATE TABLE heard (
    member_id  TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    group_id   TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    terms      TEXT[] NOT NULL,
    signed     FLOAT[] NOT NULL,
    starts     FLOAT[] NOT NULL,
    ends       FLOAT[] NOT NULL,
    made_by    TEXT NOT NULL,
    PRIMARY KEY (member_id, event_id)
);
COMMENT ON TABLE heard IS 'Of each comment, read when a fit at this watermark was made: the scales and ends it names (name:word), how strongly each is liked (above 0, to 1) or disliked (below 0, to -1), where in the text that stands (first character, and after the last), and which reader found it. Earlier fits heard nothing of it.';
