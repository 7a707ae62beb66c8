-- The board: a view for each chart, of the chart's name, and the findings some of them are drawn from.
-- What is filtered by is set beside the question, so that every view answers for part of a group as well:
--   SET VARIABLE camp = 2; SELECT * FROM agreement WHERE group_id = '…' AND number = 7;
-- Members are chosen by camp, answers (at least so many) and members (a list of ids); votes besides by session,
-- mode, since and until. What is not set does not choose. With weighted they count by member_weight.
-- first_event, last_event, first_card and last_card only tell where in the file a group's votes can be: what is
-- set of them must hold for the group, changes no answer, and spares reading everybody else's.

CREATE MACRO wilson_low(k, n) AS
    greatest(0.0, (k + 1.9207 - 1.96 * sqrt(k * (n - k) / n + 0.9604)) / (n + 3.8416));
CREATE MACRO wilson_high(k, n) AS
    least(1.0, (k + 1.9207 + 1.96 * sqrt(k * (n - k) / n + 0.9604)) / (n + 3.8416));

ALTER TABLE sessions ADD COLUMN band_low DOUBLE;
ALTER TABLE sessions ADD COLUMN band_high DOUBLE;
COMMENT ON COLUMN sessions.band_low IS 'The least foretold chance of liking, 0..1, of the next cards where strategy is band; null as the house has it.';
COMMENT ON COLUMN sessions.band_high IS 'The largest.';

CREATE TABLE foretold (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    place     INTEGER NOT NULL,
    paired    BOOLEAN NOT NULL,
    chance    DOUBLE NOT NULL,
    value     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id, place)
);
COMMENT ON TABLE foretold IS 'What tastes said of answers they had not seen, before they were compared: cross-validated, never of answers learned from.';
COMMENT ON COLUMN foretold.place IS 'Which of the member''s rows of answers, from 0.';
COMMENT ON COLUMN foretold.paired IS 'Whether two pictures were compared: chance and value are then of the first being preferred.';
COMMENT ON COLUMN foretold.chance IS 'Foretold chance that the member likes it, 0..1.';
COMMENT ON COLUMN foretold.value IS 'What the member said, 0..1; at least a half is a like.';

CREATE TABLE drifts (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    member_id  TEXT NOT NULL,
    earlier    INTEGER NOT NULL,
    similarity DOUBLE NOT NULL,
    low        DOUBLE NOT NULL,
    high       DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id)
);
COMMENT ON TABLE drifts IS 'How alike a taste is to what it was in the first number that is kept; all members on average have no member_id.';
COMMENT ON COLUMN drifts.earlier IS 'The number it is held against.';
COMMENT ON COLUMN drifts.similarity IS 'Correlation of what both say of the same pictures, -1..1.';
COMMENT ON COLUMN drifts.low IS 'If the taste had not moved, and only became better known, similarity would be at least this in 39 of 40 cases.';
COMMENT ON COLUMN drifts.high IS 'And at most this in as many.';

CREATE TABLE surveys (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    seen_event BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE surveys IS 'Numbers that were surveyed for the board: foretold and drifts are there.';

ALTER TABLE traces ADD COLUMN expected DOUBLE;
ALTER TABLE traces ADD COLUMN low DOUBLE;
ALTER TABLE traces ADD COLUMN high DOUBLE;
COMMENT ON COLUMN traces.expected IS 'How far 20 more answers would still move the picture, in just noticeable steps; null before it has moved twice, and in numbers from before this was kept.';
COMMENT ON COLUMN traces.low IS 'At least so far in eight of ten cases.';
COMMENT ON COLUMN traces.high IS 'At most so far in as many.';

CREATE VIEW numbers_drawn AS
SELECT group_id, number, max(seen_event) AS seen_event, max(made_at) AS made_at
FROM group_models GROUP BY group_id, number;
COMMENT ON VIEW numbers_drawn IS 'Every published number of a group, with the last event it has seen.';

CREATE VIEW chosen_members AS
SELECT n.group_id, n.number, m.member_id, m.answers, m.ready, coalesce(c.camp, 0) + 1 AS camp,
       coalesce(f.supported, false) AS supported,
       CASE WHEN coalesce(getvariable('weighted'), false) THEN coalesce(w.weight, 1.0) ELSE 1.0 END AS weight
FROM numbers_drawn n
JOIN member_models m ON m.group_id = n.group_id AND m.seen_event = n.seen_event
JOIN members p ON p.member_id = m.member_id AND NOT p.set_aside
LEFT JOIN camp_memberships c ON c.group_id = n.group_id AND c.number = n.number AND c.member_id = m.member_id
LEFT JOIN camp_findings f ON f.group_id = n.group_id AND f.number = n.number
LEFT JOIN member_weight w ON coalesce(getvariable('weighted'), false) AND w.group_id = n.group_id
    AND w.member_id = m.member_id
WHERE (getvariable('camp') IS NULL OR coalesce(c.camp, 0) + 1 = getvariable('camp'))
  AND (getvariable('answers') IS NULL OR m.answers >= getvariable('answers'))
  AND (getvariable('members') IS NULL OR list_contains(getvariable('members'), m.member_id));
COMMENT ON VIEW chosen_members IS 'Who is in a number, with their camp; only those that the variables camp, answers and members choose.';

CREATE VIEW standing_votes AS
SELECT e.group_id, e.member_id, e.seq, e.session_number, e.said_at, e.answer_ms, a.mode, a.repeat_of,
       c.picture_id, u.undone_at,
       CASE WHEN a.mode IN ('pick-of-two', 'pick-of-four')
                THEN coalesce(e.value, (c.card_id = e.card_id)::INTEGER)
            WHEN a.mode = 'one-to-ten' THEN (e.value - 1) / 9
            WHEN a.mode = 'classes' THEN (e.value = coalesce(s.aim, 0))::INTEGER
            WHEN a.mode = 'several-classes' THEN (e.value::BIGINT >> coalesce(s.aim, 0)) & 1
            ELSE e.value END AS liking
FROM events e
JOIN cards a ON a.card_id = e.card_id AND a.group_id = e.group_id AND a.mode <> 'blind-vote'
    AND a.dealt_at >= coalesce(getvariable('first_card'), DATE '0001-01-01')
    AND a.dealt_at <= coalesce(getvariable('last_card'), DATE '9999-12-31')
JOIN cards c ON c.member_id = a.member_id AND c.turn = a.turn AND c.group_id = a.group_id
    AND c.dealt_at >= coalesce(getvariable('first_card'), DATE '0001-01-01')
    AND c.dealt_at <= coalesce(getvariable('last_card'), DATE '9999-12-31')
LEFT JOIN sessions s ON s.group_id = e.group_id AND s.number = e.session_number
LEFT JOIN (SELECT group_id, member_id, target_id, min(seq) AS undone_at FROM events WHERE kind = 'undone'
             AND seq >= coalesce(getvariable('first_event'), 0)
           GROUP BY group_id, member_id, target_id) u
    ON u.group_id = e.group_id AND u.member_id = e.member_id AND u.target_id = e.event_id
WHERE e.kind IN ('rated', 'chosen', 'classed', 'sorted')
  AND e.seq >= coalesce(getvariable('first_event'), 0) AND e.seq <= coalesce(getvariable('last_event'), 9223372036854775807);
COMMENT ON VIEW standing_votes IS 'What was said of each picture: an answer to several at once says something of each. liking is 0..1; undone_at is the event that took it back.';

CREATE VIEW chosen_votes AS
SELECT n.number, v.*, m.camp, m.supported, m.weight
FROM numbers_drawn n
JOIN standing_votes v ON v.group_id = n.group_id AND v.seq <= n.seen_event
    AND (v.undone_at IS NULL OR v.undone_at > n.seen_event)
JOIN chosen_members m ON m.group_id = n.group_id AND m.number = n.number AND m.member_id = v.member_id
WHERE (getvariable('session') IS NULL OR v.session_number = getvariable('session'))
  AND (getvariable('mode') IS NULL OR v.mode = getvariable('mode'))
  AND (getvariable('since') IS NULL OR v.said_at >= getvariable('since')::DATE)
  AND (getvariable('until') IS NULL OR v.said_at < getvariable('until')::DATE);
COMMENT ON VIEW chosen_votes IS 'Votes that stand as of a number, of chosen members; only those that the variables session, mode, since and until choose.';

CREATE VIEW chosen_opinions AS
SELECT group_id, number, member_id, picture_id, any_value(camp) AS camp, any_value(supported) AS supported,
       any_value(weight) AS weight, avg(liking) AS liking, count(*) AS votes
FROM chosen_votes GROUP BY group_id, number, member_id, picture_id;
COMMENT ON VIEW chosen_opinions IS 'What each member thinks of each picture they were asked about: the mean of their votes, 0..1.';

-- Charts ------------------------------------------------------------------------------------

DROP VIEW taste_map;
CREATE VIEW taste_map AS
SELECT c.group_id, c.number, c.member_id, c.camp + 1 AS camp, c.certainty, c.x, c.y,
       m.answers, m.right_held_out, m.held_out, s.picture_id, o.supported
FROM camp_memberships c
JOIN chosen_members o ON o.group_id = c.group_id AND o.number = c.number AND o.member_id = c.member_id
JOIN camp_findings f ON f.group_id = c.group_id AND f.number = c.number
JOIN member_models m ON m.group_id = c.group_id AND m.seen_event = f.seen_event AND m.member_id = c.member_id
LEFT JOIN samples s
    ON s.group_id = c.group_id AND s.number = c.number AND s.member_id = c.member_id AND s.position = 0
ORDER BY c.group_id, c.number, c.camp, c.member_id;
COMMENT ON VIEW taste_map IS 'Where each member stands on the map, in which camp, and a picture for them.';

DROP VIEW rule_liking;
CREATE VIEW rule_liking AS
SELECT l.group_id, l.number, l.rule, l.member_id, l.liking, l.low, l.high, l.standing, m.camp, m.supported
FROM likings l
JOIN chosen_members m ON m.group_id = l.group_id AND m.number = l.number AND m.member_id = l.member_id
ORDER BY l.group_id, l.number, l.rule, l.member_id;
COMMENT ON VIEW rule_liking IS 'How each member is predicted to like the ideal of each rule.';

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
    FROM chosen_opinions a
    JOIN chosen_opinions b ON b.group_id = a.group_id AND b.number = a.number
        AND b.picture_id = a.picture_id AND b.member_id <> a.member_id
    GROUP BY a.group_id, a.number, a.member_id, b.member_id
)
WHERE by_chance < 1
ORDER BY group_id, number, camp, member_id, other_camp, other_id;
COMMENT ON VIEW agreement IS 'How alike two members voted on pictures both were asked about, beyond chance: Cohen''s kappa with a 95 % interval.';

DROP VIEW camp_profile;
CREATE VIEW camp_profile AS
SELECT c.group_id, c.number, c.camp + 1 AS camp, c.scale AS attribute, c.low_end, c.high_end,
       c.effect AS lift, c.low AS lift_low, c.high AS lift_high, c.p_value, c.clear, f.supported
FROM clauses c
JOIN camp_findings f ON f.group_id = c.group_id AND f.number = c.number AND f.supported
WHERE c.about = 'camp' AND (getvariable('camp') IS NULL OR c.camp + 1 = getvariable('camp'))
ORDER BY c.group_id, c.number, c.p_value, c.scale, c.camp;
COMMENT ON VIEW camp_profile IS 'How each camp (label 1..5) differs from the rest of its group on each attribute: lift in logits between one sd below the middle and one above, with a 95 % interval, and whether it is clear after correction for all attributes. Of supported camps only.';

CREATE VIEW picture_liking AS
WITH by_camp AS (
    SELECT group_id, number, picture_id, camp, any_value(supported) AS supported, count(*) AS people,
           sum((liking >= 0.5)::INTEGER) AS likes, sum(weight) AS heard, sum(weight * weight) AS squares,
           sum(weight * (liking >= 0.5)::INTEGER) AS loved
    FROM chosen_opinions GROUP BY group_id, number, picture_id, camp
), by_picture AS (
    SELECT group_id, number, picture_id, any_value(supported) AS supported, sum(people)::INTEGER AS people,
           sum(likes)::INTEGER AS likes, sum(loved) / sum(heard) AS share,
           sum(heard) * sum(heard) / sum(squares) AS voices,
           exp(avg(ln((loved + 1) / (heard + 2)))) AS by_every_camp,
           max((loved + 1) / (heard + 2)) - min((loved + 1) / (heard + 2)) AS camps_apart
    FROM by_camp GROUP BY group_id, number, picture_id
), smoothed AS (
    SELECT *, (share * voices + 1) / (voices + 2) AS liking FROM by_picture
)
SELECT group_id, number, picture_id, people, likes, liking, wilson_low(share * voices, voices) AS low,
       wilson_high(share * voices, voices) AS high, CASE WHEN supported THEN by_every_camp ELSE liking END AS consensus,
       CASE WHEN supported THEN camps_apart ELSE 4 * liking * (1 - liking) END AS divided, supported
FROM smoothed
ORDER BY group_id, number, consensus DESC, picture_id;
COMMENT ON VIEW picture_liking IS 'Of each picture: how many were asked, how many like it (share smoothed by one like and one dislike, with a 95 % interval, on as many voices as weights leave), whether every camp does, and how far camps are apart, or the group is split where there are none.';

CREATE VIEW learning AS
SELECT m.group_id, m.number, m.member_id, h.answers, h.right_held_out, h.held_out,
       h.right_held_out / h.held_out AS right_share, wilson_low(h.right_held_out, h.held_out) AS low,
       wilson_high(h.right_held_out, h.held_out) AS high, h.baseline, m.camp, m.supported
FROM chosen_members m
JOIN numbers_drawn n ON n.group_id = m.group_id AND n.number = m.number
JOIN member_models h ON h.group_id = m.group_id AND h.member_id = m.member_id
    AND h.seen_event <= n.seen_event AND h.held_out > 0
QUALIFY row_number() OVER (PARTITION BY m.group_id, m.number, m.member_id, h.answers ORDER BY h.seen_event DESC) = 1
ORDER BY m.group_id, m.number, m.member_id, h.answers;
COMMENT ON VIEW learning IS 'How well each taste foretold unseen answers, against how many there were: share right with a 95 % interval, beside always guessing the commoner answer.';

CREATE VIEW liking_histogram AS
SELECT f.group_id, f.number, floor(least(f.chance, 0.9999) * 20) / 20 AS chance_from,
       floor(least(f.chance, 0.9999) * 20) / 20 + 0.05 AS chance_to,
       sum((f.value >= 0.5)::INTEGER)::INTEGER AS liked, sum((f.value < 0.5)::INTEGER)::INTEGER AS disliked,
       count(DISTINCT f.member_id) AS people
FROM foretold f
JOIN chosen_members m ON m.group_id = f.group_id AND m.number = f.number AND m.member_id = f.member_id
WHERE NOT f.paired
GROUP BY ALL ORDER BY f.group_id, f.number, chance_from;
COMMENT ON VIEW liking_histogram IS 'How many liked and disliked pictures were foretold with which chance of liking, by tastes that had not seen the answer.';

CREATE VIEW calibration AS
SELECT f.group_id, f.number, avg(f.chance) AS foretold, count(*) AS answers,
       avg((f.value >= 0.5)::INTEGER) AS liked_share,
       wilson_low(sum((f.value >= 0.5)::INTEGER), count(*)) AS low,
       wilson_high(sum((f.value >= 0.5)::INTEGER), count(*)) AS high, count(DISTINCT f.member_id) AS people
FROM foretold f
JOIN chosen_members m ON m.group_id = f.group_id AND m.number = f.number AND m.member_id = f.member_id
GROUP BY f.group_id, f.number, floor(least(f.chance, 0.9999) * 10)
ORDER BY f.group_id, f.number, foretold;
COMMENT ON VIEW calibration IS 'Of unseen answers foretold with about the same chance, how many were likes, with a 95 % interval.';

CREATE VIEW drift AS
SELECT d.group_id, n.number, d.member_id, d.number AS at_number, o.made_at, d.earlier, d.similarity, d.low AS unmoved_low,
       d.high AS unmoved_high
FROM numbers_drawn n
JOIN drifts d ON d.group_id = n.group_id AND d.number <= n.number
JOIN numbers_drawn o ON o.group_id = d.group_id AND o.number = d.number
WHERE d.member_id = '' OR EXISTS (SELECT 1 FROM chosen_members m WHERE m.group_id = d.group_id
    AND m.number = n.number AND m.member_id = d.member_id)
ORDER BY d.group_id, n.number, d.member_id, d.number;
COMMENT ON VIEW drift IS 'How alike tastes are to what they were at first, number by number, with the band in which they would be if they had not moved; all members on average have no member_id.';

CREATE VIEW convergence AS
SELECT t.group_id, n.number, t.number AS at_number, t.answers, t.members, t.expected, t.low AS expected_low,
       t.high AS expected_high
FROM numbers_drawn n
JOIN traces t ON t.group_id = n.group_id AND t.number <= n.number AND t.expected IS NOT NULL
ORDER BY t.group_id, n.number, t.number;
COMMENT ON VIEW convergence IS 'How far 20 more answers would still have moved the picture, number by number, in just noticeable steps, with what holds eight of ten moves.';

CREATE VIEW participation AS
WITH joined AS (
    SELECT n.group_id, n.number, n.seen_event, p.member_id
    FROM numbers_drawn n JOIN members p ON p.group_id = n.group_id AND NOT p.set_aside AND p.joined_at <= n.made_at
), said AS (
    SELECT j.group_id, j.number, j.member_id, coalesce(m.answers, 0) AS answers, coalesce(m.ready, false) AS ready,
           (SELECT max(s.turns) FROM sessions s WHERE s.group_id = j.group_id) AS turns
    FROM joined j
    LEFT JOIN member_models m ON m.group_id = j.group_id AND m.member_id = j.member_id AND m.seen_event = j.seen_event
    WHERE (getvariable('camp') IS NULL AND getvariable('answers') IS NULL AND getvariable('members') IS NULL)
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
    SELECT group_id, ballot, count(*) AS voters FROM cast_votes GROUP BY group_id, ballot
)
SELECT w.group_id, w.number, w.ballot, d.place, d.kind, d.rule, d.picture_id,
       coalesce(v.votes, 0) AS votes, t.voters AS people, coalesce(v.votes, 0) / t.voters AS share,
       wilson_low(coalesce(v.votes, 0), t.voters) AS low, wilson_high(coalesce(v.votes, 0), t.voters) AS high,
       d.share AS foretold, d.low AS foretold_low, d.high AS foretold_high
FROM closed w
JOIN candidates d ON d.group_id = w.group_id AND d.ballot = w.ballot
JOIN counted t ON t.group_id = w.group_id AND t.ballot = w.ballot
LEFT JOIN (SELECT group_id, ballot, picture_id, count(*) AS votes FROM cast_votes
           GROUP BY group_id, ballot, picture_id) v
    ON v.group_id = d.group_id AND v.ballot = d.ballot AND v.picture_id = d.picture_id
ORDER BY w.group_id, w.number, share DESC, d.place;
COMMENT ON VIEW blind_vote IS 'The newest closed blind vote: each candidate''s share of votes with a 95 % interval, beside what was foretold before.';

CREATE VIEW influence AS
SELECT i.group_id, i.number, i.member_id, i.moved, i.weight, m.answers, m.camp, m.supported
FROM influences i
JOIN chosen_members m ON m.group_id = i.group_id AND m.number = i.number AND m.member_id = i.member_id
ORDER BY i.group_id, i.number, i.moved DESC, i.member_id;
COMMENT ON VIEW influence IS 'How far the group''s ideal moves, in just noticeable differences, when a member is left out.';

CREATE VIEW price_of_fairness AS
SELECT o.group_id, o.number, o.kind, o.name, o.picture_id,
       sum(m.weight * l.liking) / sum(m.weight) AS mean,
       min(l.liking) AS worst, arg_min(l.low, l.liking) AS worst_low, arg_min(l.high, l.liking) AS worst_high,
       count(*) AS people
FROM (SELECT group_id, number, spot, min(CASE kind WHEN 'fairness' THEN 'a chosen compromise' ELSE 'another picture' END) AS kind,
             min(CASE kind WHEN 'rule' THEN name ELSE '' END) AS name, min(picture_id) AS picture_id
      FROM options WHERE kind IN ('fairness', 'rule', 'opinions', 'weights', 'collection')
      GROUP BY group_id, number, spot) o
JOIN option_likings l ON l.group_id = o.group_id AND l.number = o.number AND l.spot = o.spot
JOIN chosen_members m ON m.group_id = l.group_id AND m.number = l.number AND m.member_id = l.member_id
GROUP BY o.group_id, o.number, o.spot, o.kind, o.name, o.picture_id
ORDER BY o.group_id, o.number, mean DESC, o.picture_id;
COMMENT ON VIEW price_of_fairness IS 'Of pictures the group could have: predicted liking on average and of whoever likes it least, with the 95 % interval of the latter.';

CREATE VIEW answer_pace AS
WITH pace AS (
    SELECT group_id, number, member_id, median(answer_ms) < 500 OR (count(*) >= 20 AND stddev_pop(liking) = 0) AS flagged
    FROM chosen_votes WHERE answer_ms > 0 GROUP BY group_id, number, member_id HAVING count(*) >= 10
)
SELECT v.group_id, v.number, pow(10, floor(log10(greatest(v.answer_ms, 30) / 1000) * 6) / 6) AS seconds_from,
       pow(10, (floor(log10(greatest(v.answer_ms, 30) / 1000) * 6) + 1) / 6) AS seconds_to,
       coalesce(p.flagged, false) AS flagged, count(*) AS answers, count(DISTINCT v.member_id) AS people
FROM chosen_votes v LEFT JOIN pace p ON p.group_id = v.group_id AND p.number = v.number AND p.member_id = v.member_id
WHERE v.answer_ms > 0
GROUP BY ALL ORDER BY v.group_id, v.number, seconds_from, flagged;
COMMENT ON VIEW answer_pace IS 'How long answers took, on a scale of powers of ten; flagged are those of members whose median is under half a second, or who said the same at least twenty times and nothing else.';

CREATE VIEW job_runs AS
SELECT n.group_id, n.number, r.job, r.status, r.started_at, r.finished_at,
       date_diff('millisecond', r.started_at, r.finished_at) / 1000 AS seconds
FROM runs r JOIN numbers_drawn n ON r.started_at <= n.made_at + INTERVAL 1 DAY AND r.started_at >= n.made_at - INTERVAL 1 DAY
WHERE r.started_at IS NOT NULL AND contains(r.saw, (SELECT slug FROM groups g WHERE g.group_id = n.group_id))
ORDER BY n.group_id, n.number, r.started_at;
COMMENT ON VIEW job_runs IS 'What the scheduled jobs did for a group within a day of a number: when, how long, and how it ended.';
