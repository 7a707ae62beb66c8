-- Whose vote a closed blind vote leaves out: whoever is set aside later stays in its result.

CREATE TABLE uncounted (
    group_id  TEXT NOT NULL,
    ballot    INTEGER NOT NULL,
    member_id TEXT NOT NULL
);
INSERT INTO uncounted
SELECT b.group_id, b.ballot, m.member_id
FROM ballots b
JOIN members m ON m.group_id = b.group_id AND m.set_aside
WHERE b.closed_at IS NOT NULL;
COMMENT ON TABLE uncounted IS 'Members who were set aside when a blind vote was closed: what they voted is not in its result.';
