-- Numbers that somebody took away as minutes or a report: what their addresses show is kept.

CREATE TABLE kept_numbers (
    group_id TEXT NOT NULL,
    number   INTEGER NOT NULL,
    kept_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE kept_numbers IS 'Numbers whose minutes or report were taken away as a file, which says where they are found again: they are not tidied. They go with every member who had a part in them.';
COMMENT ON COLUMN kept_numbers.group_id IS 'The group.';
COMMENT ON COLUMN kept_numbers.number IS 'Number of the group model.';
COMMENT ON COLUMN kept_numbers.kept_at IS 'When a file was first taken, in UTC.';
