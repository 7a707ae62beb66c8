-- Charts count answers, not rows; camps that have not seen a picture count as undecided; older boards keep their own
-- members and weights; runs are matched by whole names.

ALTER TABLE foretold ADD COLUMN answer INTEGER;
COMMENT ON COLUMN foretold.answer IS 'Which of the group''s answers the row is part of: one to several pictures is several rows. Null in numbers from before this was kept, where each row counts as an answer.';

DROP VIEW member_weight;
CREATE VIEW member_weight AS
WITH newest AS (SELECT group_id, max(version) AS version FROM weightings GROUP BY group_id),
wanted AS (
    SELECT t.group_id, t.version, t.position, t.answer, t.share FROM targets t
    JOIN newest n ON n.group_id = t.group_id AND n.version = t.version
    JOIN groups g ON g.group_id = t.group_id AND g.privacy <> 'anonymous'
),
single AS (
    SELECT group_id, min(position) AS position FROM wanted GROUP BY group_id HAVING count(DISTINCT position) = 1
),
said AS (
    SELECT g.group_id, g.number, m.member_id, w.answer, w.share
    FROM (SELECT DISTINCT group_id, number, seen_event FROM group_models) g
    JOIN single s ON s.group_id = g.group_id
    JOIN member_models m ON m.group_id = g.group_id AND m.seen_event = g.seen_event
    JOIN members h ON h.member_id = m.member_id
    LEFT JOIN particulars p ON p.member_id = m.member_id AND p.position = s.position
    LEFT JOIN wanted w ON w.group_id = g.group_id AND w.answer = p.answer
),
there AS (SELECT group_id, number, count(DISTINCT answer) AS answers FROM said GROUP BY group_id, number),
met AS (
    SELECT t.group_id, t.number FROM wanted w JOIN there t ON t.group_id = w.group_id
    GROUP BY t.group_id, t.number, t.answers HAVING count(*) = t.answers
),
counted AS (
    SELECT group_id, number, member_id, answer, share, count(answer) OVER (PARTITION BY group_id, number) AS answered,
           count(*) OVER (PARTITION BY group_id, number, answer) AS alike
    FROM said
)
SELECT c.group_id, c.number, c.member_id,
       CASE WHEN c.answer IS NULL THEN 1.0 ELSE least(greatest(c.share * c.answered / c.alike, 0.2), 5.0) END AS weight
FROM counted c JOIN met m ON m.group_id = c.group_id AND m.number = c.number
UNION ALL
SELECT r.group_id, r.number, r.member_id, r.weight FROM raked_weights r
JOIN newest n ON n.group_id = r.group_id AND n.version = r.version;
COMMENT ON VIEW member_weight IS 'How much each member of a number counts under the host''s targets: share wanted over share there for one question, raked for several, trimmed to 0.2 to 5. Nothing without targets, where an answer that should have a share was given by nobody, and in anonymous groups.';

DROP VIEW chosen_members;
CREATE VIEW chosen_members AS
SELECT n.group_id, n.number, m.member_id, m.answers, m.ready, coalesce(c.camp, 0) + 1 AS camp,
       coalesce(f.supported, false) AS supported,
       CASE WHEN coalesce(getvariable('weighted'), false) THEN coalesce(w.weight, 1.0) ELSE 1.0 END AS weight
FROM numbers_drawn n
JOIN member_models m ON m.group_id = n.group_id AND m.seen_event = n.seen_event
JOIN members p ON p.member_id = m.member_id
LEFT JOIN camp_memberships c ON c.group_id = n.group_id AND c.number = n.number AND c.member_id = m.member_id
LEFT JOIN camp_findings f ON f.group_id = n.group_id AND f.number = n.number
LEFT JOIN member_weight w ON coalesce(getvariable('weighted'), false) AND w.group_id = n.group_id
    AND w.number = n.number AND w.member_id = m.member_id
WHERE (getvariable('camp') IS NULL OR coalesce(c.camp, 0) + 1 = getvariable('camp'))
  AND (getvariable('answers') IS NULL OR m.answers >= getvariable('answers'))
  AND (getvariable('members') IS NULL OR list_contains(getvariable('members'), m.member_id));
COMMENT ON VIEW chosen_members IS 'Who is in a number, with their camp, also who was set aside since; only those that the variables camp, answers and members choose.';

CREATE VIEW heard_most AS
SELECT * EXCLUDE (pictures, place) FROM (
    SELECT *, dense_rank() OVER (PARTITION BY group_id, number ORDER BY pictures DESC, member_id) AS place
    FROM (SELECT *, count(*) OVER (PARTITION BY group_id, number, member_id) AS pictures FROM chosen_opinions)
) WHERE place <= 60;
COMMENT ON VIEW heard_most IS 'What the sixty chosen members think who answered about most pictures.';

DROP VIEW agreement;
CREATE VIEW agreement AS
SELECT *, (agree - by_chance) / (1 - by_chance) AS kappa,
       (wilson_low(agree * shared, shared) - by_chance) / (1 - by_chance) AS kappa_low,
       (wilson_high(agree * shared, shared) - by_chance) / (1 - by_chance) AS kappa_high
FROM (
    SELECT a.group_id, a.number, a.member_id, b.member_id AS other_id, any_value(a.camp) AS camp,
           any_value(b.camp) AS other_camp, any_value(a.supported) AS supported, count(*) AS shared,
           avg(((a.liking >= 0.5) = (b.liking >= 0.5))::INTEGER) AS agree,
           avg((a.liking >= 0.5)::INTEGER) * avg((b.liking >= 0.5)::INTEGER)
             + avg((a.liking < 0.5)::INTEGER) * avg((b.liking < 0.5)::INTEGER) AS by_chance
    FROM heard_most a
    JOIN heard_most b ON b.group_id = a.group_id AND b.number = a.number
        AND b.picture_id = a.picture_id AND b.member_id <> a.member_id
    GROUP BY a.group_id, a.number, a.member_id, b.member_id
)
WHERE by_chance < 1
ORDER BY group_id, number, camp, member_id, other_camp, other_id;
COMMENT ON VIEW agreement IS 'How alike two members voted on pictures both were asked about, beyond chance: Cohen''s kappa with a 95 % interval. Of more than sixty members those are compared who answered about most pictures.';

DROP VIEW picture_liking;
CREATE VIEW picture_liking AS
WITH there AS (
    SELECT group_id, number, count(DISTINCT camp) AS camps FROM chosen_members GROUP BY group_id, number
), by_camp AS (
    SELECT group_id, number, picture_id, camp, any_value(supported) AS supported, count(*) AS people,
           sum((liking >= 0.5)::INTEGER) AS likes, sum(weight) AS heard, sum(weight * weight) AS squares,
           sum(weight * (liking >= 0.5)::INTEGER) AS loved
    FROM chosen_opinions GROUP BY group_id, number, picture_id, camp
), by_picture AS (
    SELECT group_id, number, picture_id, any_value(supported) AS supported, sum(people)::INTEGER AS people,
           sum(likes)::INTEGER AS likes, sum(loved) / sum(heard) AS share, count(*) AS camps, min(people) AS fewest,
           sum(heard) * sum(heard) / sum(squares) AS voices, sum(ln((loved + 1) / (heard + 2))) AS logs,
           max((loved + 1) / (heard + 2)) AS most, min((loved + 1) / (heard + 2)) AS least
    FROM by_camp GROUP BY group_id, number, picture_id
), smoothed AS (
    SELECT p.*, (p.share * p.voices + 1) / (p.voices + 2) AS liking,
           exp((p.logs + (t.camps - p.camps) * ln(0.5)) / t.camps) AS by_every_camp,
           CASE WHEN p.camps < t.camps THEN greatest(p.most, 0.5) - least(p.least, 0.5) ELSE p.most - p.least END
             AS camps_apart,
           (CASE WHEN p.camps < t.camps THEN 0 ELSE p.fewest END)::INTEGER AS fewest_of_camp
    FROM by_picture p JOIN there t ON t.group_id = p.group_id AND t.number = p.number
)
SELECT group_id, number, picture_id, people, likes, liking, wilson_low(share * voices, voices) AS low,
       wilson_high(share * voices, voices) AS high, CASE WHEN supported THEN by_every_camp ELSE liking END AS consensus,
       CASE WHEN supported THEN camps_apart ELSE 4 * liking * (1 - liking) END AS divided, supported,
       CASE WHEN supported THEN fewest_of_camp ELSE people END AS fewest
FROM smoothed
ORDER BY group_id, number, consensus DESC, picture_id;
COMMENT ON VIEW picture_liking IS 'Of each picture: how many were asked, how many like it (share smoothed by one like and one dislike, with a 95 % interval, on as many voices as weights leave), whether every camp does, how far camps are apart, or the group is split where there are none, and how many were asked at the fewest in one camp. A camp in which nobody was asked is taken to be undecided.';

DROP VIEW calibration;
CREATE VIEW calibration AS
WITH binned AS (
    SELECT f.group_id, f.number, floor(least(f.chance, 0.9999) * 10) AS bin, avg(f.chance) AS foretold,
           count(DISTINCT (f.member_id, coalesce(f.answer, f.place))) AS answers,
           avg((f.value >= 0.5)::INTEGER) AS liked_share, count(DISTINCT f.member_id) AS people
    FROM foretold f
    JOIN chosen_members m ON m.group_id = f.group_id AND m.number = f.number AND m.member_id = f.member_id
    GROUP BY f.group_id, f.number, bin
)
SELECT b.group_id, b.number, b.foretold, b.answers, b.liked_share, wilson_low(b.liked_share * b.answers, b.answers) AS low,
       wilson_high(b.liked_share * b.answers, b.answers) AS high, b.people, t.counted
FROM binned b JOIN (
    SELECT f.group_id, f.number, count(DISTINCT (f.member_id, coalesce(f.answer, f.place))) AS counted FROM foretold f
    JOIN chosen_members m ON m.group_id = f.group_id AND m.number = f.number AND m.member_id = f.member_id
    GROUP BY f.group_id, f.number
) t ON t.group_id = b.group_id AND t.number = b.number
ORDER BY b.group_id, b.number, b.foretold;
COMMENT ON VIEW calibration IS 'Of what was foretold unseen with about the same chance, how much was liked, with a 95 % interval on the answers that is about: an answer to several pictures is one.';

DROP VIEW drift;
CREATE VIEW drift AS
SELECT d.group_id, n.number, d.member_id, d.number AS at_number, o.made_at, d.earlier, d.similarity, d.low AS unmoved_low,
       d.high AS unmoved_high
FROM numbers_drawn n
JOIN drifts d ON d.group_id = n.group_id AND d.number <= n.number
JOIN numbers_drawn o ON o.group_id = d.group_id AND o.number = d.number
JOIN (SELECT group_id, number, max(earlier) AS earlier FROM drifts GROUP BY group_id, number) b
    ON b.group_id = n.group_id AND b.number = n.number AND b.earlier = d.earlier
WHERE d.member_id = '' OR EXISTS (SELECT 1 FROM chosen_members m WHERE m.group_id = d.group_id
    AND m.number = n.number AND m.member_id = d.member_id)
ORDER BY d.group_id, n.number, d.member_id, d.number;
COMMENT ON VIEW drift IS 'How alike tastes are to what they were at first, number by number, with the band in which they would be if they had not moved; all members on average have no member_id. All are held against the same earlier number.';

DROP VIEW participation;
CREATE VIEW participation AS
WITH joined AS (
    SELECT n.group_id, n.number, p.member_id, coalesce(m.answers, 0) AS answers, coalesce(m.ready, false) AS ready,
           (SELECT max(s.turns) FROM sessions s WHERE s.group_id = n.group_id) AS turns
    FROM numbers_drawn n
    JOIN members p ON p.group_id = n.group_id AND p.joined_at <= n.made_at
    LEFT JOIN member_models m ON m.group_id = n.group_id AND m.member_id = p.member_id AND m.seen_event = n.seen_event
    WHERE (NOT p.set_aside OR m.member_id IS NOT NULL)
      AND (getvariable('members') IS NULL OR list_contains(getvariable('members'), p.member_id))
), said AS (
    SELECT * FROM joined j
    WHERE (getvariable('camp') IS NULL AND getvariable('answers') IS NULL)
       OR EXISTS (SELECT 1 FROM chosen_members c WHERE c.group_id = j.group_id AND c.number = j.number
                  AND c.member_id = j.member_id)
)
SELECT group_id, number, unnest(['joined', 'answered', 'ten answers', 'taste learned', 'finished']) AS step,
       unnest([1, 2, 3, 4, 5]) AS place,
       unnest([count(*), sum((answers > 0)::INTEGER), sum((answers >= 10)::INTEGER), sum(ready::INTEGER),
               sum((answers >= turns)::INTEGER)])::INTEGER AS people,
       count(*) AS members
FROM said GROUP BY group_id, number ORDER BY group_id, number, place;
COMMENT ON VIEW participation IS 'How many joined, answered, gave ten answers, have a learned taste, and gave as many answers as suggested.';

DROP VIEW blind_vote;
CREATE VIEW blind_vote AS
WITH closed AS (
    SELECT n.group_id, n.number, max(b.ballot) AS ballot
    FROM numbers_drawn n JOIN ballots b ON b.group_id = n.group_id AND b.number <= n.number AND b.closed_event >= 0
    GROUP BY n.group_id, n.number
), cast_votes AS (
    SELECT b.group_id, b.ballot, e.member_id,
           arg_max(CASE WHEN e.kind = 'chosen' AND e.value IS NULL THEN c.picture_id ELSE '' END, e.seq) AS picture_id
    FROM ballots b
    JOIN cards c ON c.group_id = b.group_id AND c.mode = 'blind-vote' AND c.turn = 1000000 + b.ballot
    JOIN events e ON e.group_id = b.group_id AND e.card_id = c.card_id AND e.kind IN ('chosen', 'skipped')
        AND e.seq <= b.closed_event
    WHERE NOT EXISTS (SELECT 1 FROM uncounted x WHERE x.group_id = b.group_id AND x.ballot = b.ballot
                      AND x.member_id = e.member_id)
      AND NOT EXISTS (SELECT 1 FROM events u WHERE u.group_id = e.group_id AND u.member_id = e.member_id
                      AND u.kind = 'undone' AND u.target_id = e.event_id AND u.seq <= b.closed_event)
    GROUP BY b.group_id, b.ballot, e.member_id
), counted AS (
    SELECT d.group_id, d.ballot, d.picture_id, count(v.member_id) AS votes,
           sum(count(v.member_id)) OVER (PARTITION BY d.group_id, d.ballot)::INTEGER AS people
    FROM candidates d
    LEFT JOIN cast_votes v ON v.group_id = d.group_id AND v.ballot = d.ballot AND v.picture_id = d.picture_id
    GROUP BY d.group_id, d.ballot, d.picture_id
)
SELECT w.group_id, w.number, w.ballot, d.place, d.kind, d.rule, d.picture_id, t.votes, t.people,
       t.votes / t.people AS share, wilson_low(t.votes, t.people) AS low, wilson_high(t.votes, t.people) AS high,
       d.share AS foretold, d.low AS foretold_low, d.high AS foretold_high
FROM closed w
JOIN candidates d ON d.group_id = w.group_id AND d.ballot = w.ballot
JOIN counted t ON t.group_id = d.group_id AND t.ballot = d.ballot AND t.picture_id = d.picture_id AND t.people > 0
ORDER BY w.group_id, w.number, share DESC, d.place;
COMMENT ON VIEW blind_vote IS 'The newest closed blind vote: each candidate''s share of the votes for any of them with a 95 % interval, beside what was foretold before.';

DROP VIEW answer_pace;
CREATE VIEW answer_pace AS
WITH pace AS (
    SELECT group_id, number, member_id,
           median(answer_ms) < 500 OR (count(DISTINCT seq) >= 20 AND stddev_pop(liking) = 0) AS flagged
    FROM chosen_votes WHERE answer_ms > 0 GROUP BY group_id, number, member_id HAVING count(DISTINCT seq) >= 10
)
SELECT v.group_id, v.number, pow(10, floor(log10(greatest(v.answer_ms, 30) / 1000) * 6) / 6) AS seconds_from,
       pow(10, (floor(log10(greatest(v.answer_ms, 30) / 1000) * 6) + 1) / 6) AS seconds_to,
       coalesce(p.flagged, false) AS flagged, count(DISTINCT v.seq) AS answers, count(DISTINCT v.member_id) AS people
FROM chosen_votes v LEFT JOIN pace p ON p.group_id = v.group_id AND p.number = v.number AND p.member_id = v.member_id
WHERE v.answer_ms > 0
GROUP BY ALL ORDER BY v.group_id, v.number, seconds_from, flagged;
COMMENT ON VIEW answer_pace IS 'How long answers took, on a scale of powers of ten; flagged are those of members whose median is under half a second, or who said the same at least twenty times and nothing else.';

DROP VIEW job_runs;
CREATE VIEW job_runs AS
SELECT n.group_id, n.number, r.job,
       CASE WHEN r.status = 'failed' AND NOT list_contains(r.failed, n.group_id) THEN 'done' ELSE r.status END AS status,
       r.started_at, r.finished_at, date_diff('millisecond', r.started_at, r.finished_at) / 1000 AS seconds
FROM (
    SELECT *, coalesce(from_json(saw->'$.failed', '["VARCHAR"]'), []) AS failed,
           coalesce(from_json(saw->'$.group', '["VARCHAR"]'), []) AS groups,
           coalesce(from_json(saw->'$.under_way', '["VARCHAR"]'), []) AS under_way
    FROM runs WHERE started_at IS NOT NULL
) r
JOIN numbers_drawn n ON r.started_at <= n.made_at + INTERVAL 1 DAY AND r.started_at >= n.made_at - INTERVAL 1 DAY
JOIN groups g ON g.group_id = n.group_id
WHERE list_contains(r.groups, g.slug) OR list_contains(r.failed, g.group_id) OR list_contains(r.under_way, g.group_id)
ORDER BY n.group_id, n.number, r.started_at;
COMMENT ON VIEW job_runs IS 'What the scheduled jobs did for a group within a day of a number: when, how long, and how it ended for this group.';
COMMENT ON COLUMN runs.saw IS 'What the run saw, as JSON: group lists the slugs it worked for, failed the ids it failed with, under_way the group it is at.';
COMMENT ON TABLE filters IS 'In anonymous groups: the questions of which it may be told with a published number how many gave each answer. Kept as long as the group, since later ones depend on it.';
COMMENT ON TABLE segments IS 'In anonymous groups: what everybody behind a published number of which answers were counted had answered at the door. Only counts are shown; of somebody who left only a random word stays in place of who they were.';
