-- Segments and weights: answers at the door divide a group and have shares they should have; members who came with a file.

ALTER TABLE questions ADD COLUMN divides BOOLEAN DEFAULT false;
COMMENT ON COLUMN questions.divides IS 'Whether charts may be asked for by its answers. Not where members were promised before that only they see them, nor where any text may be answered.';
ALTER TABLE particulars ADD COLUMN said_at TIMESTAMP;
COMMENT ON COLUMN particulars.said_at IS 'When the answer was given that stands; NULL for those of before this was kept. A change replaces the answer: what was said before is gone.';
ALTER TABLE members ADD COLUMN imported BOOLEAN DEFAULT false;
COMMENT ON COLUMN members.imported IS 'Whether the member came with a file of ratings that the host brought; nobody holds their token.';

CREATE TABLE weightings (
    group_id TEXT NOT NULL,
    version  INTEGER NOT NULL,
    said_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, version)
);
COMMENT ON TABLE weightings IS 'Each time a host stated what shares answers should have, from version 1; the newest stands, and one without targets takes weighting back.';
COMMENT ON COLUMN weightings.said_at IS 'When the host stated it.';

CREATE TABLE targets (
    group_id TEXT NOT NULL,
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    answer   TEXT NOT NULL,
    share    DOUBLE NOT NULL,
    PRIMARY KEY (group_id, version, position, answer)
);
COMMENT ON TABLE targets IS 'What share each answer to a question should have among those who answer it.';
COMMENT ON COLUMN targets.position IS 'The question, by its place from 0.';
COMMENT ON COLUMN targets.share IS 'Above 0; 1 in all for each question.';

CREATE TABLE raked_weights (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    weight    DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, version, member_id)
);
COMMENT ON TABLE raked_weights IS 'How much each member of a model number counts under targets for several questions, trimmed to 0.2 to 5; made from answers and targets whenever either changes. Anonymous groups have none.';

CREATE TABLE filters (
    group_id TEXT NOT NULL,
    number   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (group_id, number, position)
);
COMMENT ON TABLE filters IS 'In anonymous groups: the questions whose answers were offered as filters with a published number. Kept as long as the group, since later ones depend on it.';

CREATE TABLE segments (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    answers   TEXT[] NOT NULL,
    counted   BOOLEAN NOT NULL,
    PRIMARY KEY (group_id, number, member_id)
);
COMMENT ON TABLE segments IS 'In anonymous groups: what everybody behind a published number that offered filters had answered at the door. Never shown; of somebody who left only a random word stays in place of who they were.';
COMMENT ON COLUMN segments.answers IS 'The answer to each dividing question, in order; - for none.';
COMMENT ON COLUMN segments.counted IS 'Whether their taste was in the number; the others had answered something about pictures.';

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
shown AS (SELECT group_id, max(number) AS number FROM ideals GROUP BY group_id),
heard AS (
    SELECT s.group_id, s.number, p.member_id FROM shown s
    JOIN (SELECT DISTINCT group_id, number, seen_event FROM group_models) g
        ON g.group_id = s.group_id AND g.number = s.number
    JOIN member_models m ON m.group_id = g.group_id AND m.seen_event = g.seen_event
    JOIN members p ON p.member_id = m.member_id AND NOT p.set_aside
),
said AS (
    SELECT h.group_id, h.member_id, w.answer, w.share FROM heard h
    JOIN single s ON s.group_id = h.group_id
    LEFT JOIN particulars p ON p.member_id = h.member_id AND p.position = s.position
    LEFT JOIN wanted w ON w.group_id = h.group_id AND w.answer = p.answer
),
there AS (SELECT group_id, count(DISTINCT answer) AS answers FROM said GROUP BY group_id),
met AS (
    SELECT w.group_id FROM wanted w JOIN there t ON t.group_id = w.group_id
    GROUP BY w.group_id, t.answers HAVING count(*) = t.answers
),
counted AS (
    SELECT group_id, member_id, answer, share, count(answer) OVER (PARTITION BY group_id) AS answered,
           count(*) OVER (PARTITION BY group_id, answer) AS alike
    FROM said
)
SELECT c.group_id, c.member_id,
       CASE WHEN c.answer IS NULL THEN 1.0 ELSE least(greatest(c.share * c.answered / c.alike, 0.2), 5.0) END AS weight
FROM counted c JOIN met m ON m.group_id = c.group_id
UNION ALL
SELECT r.group_id, r.member_id, r.weight FROM raked_weights r
JOIN newest n ON n.group_id = r.group_id AND n.version = r.version
JOIN shown s ON s.group_id = r.group_id AND s.number = r.number;
COMMENT ON VIEW member_weight IS 'How much each member of the newest drawn number counts under the host''s targets: share wanted over share there for one question, raked for several, trimmed to 0.2 to 5. Nothing without targets, where an answer that should have a share was given by nobody, and in anonymous groups.';
