-- Who was in each published number of an anonymous group: steps between numbers are measured by it.

CREATE TABLE publications (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    member_id  TEXT NOT NULL,
    seen_event BIGINT NOT NULL
);
INSERT INTO publications
SELECT DISTINCT g.group_id, g.number, m.member_id, g.seen_event
FROM group_models g
JOIN groups o ON o.group_id = g.group_id AND o.privacy = 'anonymous'
JOIN member_models m ON m.group_id = g.group_id AND m.seen_event = g.seen_event AND m.ready;
COMMENT ON TABLE publications IS 'Members of every published number of an anonymous group, kept when numbers are tidied away: no later number may differ from any of them by few. Of who left only a random word stays.';
