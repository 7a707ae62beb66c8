-- One view per chart, of the chart's name: what is drawn is exactly what the view gives.
-- Rows are of one group and one model number; names are put in, or left out, by whoever shows them.

CREATE VIEW taste_map AS
SELECT c.group_id, c.number, c.member_id, c.camp + 1 AS camp, c.certainty, c.x, c.y,
       m.answers, m.right_held_out, m.held_out, s.picture_id, f.supported
FROM camp_memberships c
JOIN camp_findings f ON f.group_id = c.group_id AND f.number = c.number
JOIN member_models m ON m.group_id = c.group_id AND m.seen_event = f.seen_event AND m.member_id = c.member_id
LEFT JOIN samples s
    ON s.group_id = c.group_id AND s.number = c.number AND s.member_id = c.member_id AND s.position = 0
ORDER BY c.group_id, c.number, c.camp, c.member_id;
COMMENT ON VIEW taste_map IS 'Where each member stands on the map, in which camp, and a picture for them.';

CREATE VIEW rule_liking AS
SELECT l.group_id, l.number, l.rule, l.member_id, l.liking, l.low, l.high, l.standing,
       coalesce(c.camp, 0) + 1 AS camp, coalesce(f.supported, false) AS supported
FROM likings l
LEFT JOIN camp_memberships c ON c.group_id = l.group_id AND c.number = l.number AND c.member_id = l.member_id
LEFT JOIN camp_findings f ON f.group_id = l.group_id AND f.number = l.number
ORDER BY l.group_id, l.number, l.rule, l.member_id;
COMMENT ON VIEW rule_liking IS 'How each member is predicted to like the ideal of each rule.';
