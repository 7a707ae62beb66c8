-- Camps that keep their labels, members who belong to each with a probability, pictures of every camp, and tastes in words.

ALTER TABLE camp_findings ADD COLUMN known TEXT DEFAULT '[]';
ALTER TABLE camp_findings ADD COLUMN seen_change INTEGER DEFAULT 0;
COMMENT ON COLUMN camp_findings.group_id IS 'The group.';
COMMENT ON COLUMN camp_findings.number IS 'Number of the group model whose members were grouped.';
COMMENT ON COLUMN camp_findings.reading IS 'too few to say, no clear difference, a spectrum, or separate camps.';
COMMENT ON COLUMN camp_findings.supported IS 'Whether the grouping may be called camps: only of separate camps.';
COMMENT ON COLUMN camp_findings.camps IS 'How many camps the best grouping has.';
COMMENT ON COLUMN camp_findings.members IS 'On how many learned tastes it rests.';
COMMENT ON COLUMN camp_findings.silhouette IS 'Of the grouping over all directions of taste, -1..1.';
COMMENT ON COLUMN camp_findings.p_value IS 'Chance of a gap this wide if tastes were a spectrum, 0..1.';
COMMENT ON COLUMN camp_findings.stability IS 'Share of members on the same side whichever half of the answers judges, 0..1.';
COMMENT ON COLUMN camp_findings.map_share IS 'Share of all differences of taste that the flat map keeps, 0..1.';
COMMENT ON COLUMN camp_findings.seen_event IS 'Watermark: the last event it rests on.';
COMMENT ON COLUMN camp_findings.made_by IS 'Program and version that found it.';
COMMENT ON COLUMN camp_findings.made_at IS 'When it was found (UTC).';
COMMENT ON COLUMN camp_findings.known IS 'The camps the group was known by before, as JSON: label, number they were last seen in, and pole (a direction of taste). Labels were given by these, so that a replay gives the same.';

COMMENT ON COLUMN camp_findings.seen_change IS 'The last change of what is never to be shown that the pictures of its camps obey; 0 before any.';

ALTER TABLE camp_memberships ADD COLUMN home INTEGER DEFAULT 0;
ALTER TABLE camp_memberships ADD COLUMN place DOUBLE;
ALTER TABLE camp_memberships ADD COLUMN place_low DOUBLE;
ALTER TABLE camp_memberships ADD COLUMN place_high DOUBLE;
COMMENT ON COLUMN camp_memberships.group_id IS 'The group.';
COMMENT ON COLUMN camp_memberships.number IS 'Number of the group model.';
COMMENT ON COLUMN camp_memberships.member_id IS 'The member.';
COMMENT ON COLUMN camp_memberships.camp IS 'The camp''s label less 1: the camp the member most probably belongs to. Labels stay from one number to the next.';
COMMENT ON COLUMN camp_memberships.certainty IS 'Probability that the member belongs to that camp, 0..1.';
COMMENT ON COLUMN camp_memberships.x IS 'Across on the map; the axes have no meaning of their own.';
COMMENT ON COLUMN camp_memberships.y IS 'Up on the map.';
COMMENT ON COLUMN camp_memberships.home IS 'Label of the camp the member was in when camps were last supported; 0 where they were in none.';
COMMENT ON COLUMN camp_memberships.place IS 'Place on the line between the two poles: about 0 is a typical member of the side with the lower label, 1 of the other; NULL where nothing was looked for.';
COMMENT ON COLUMN camp_memberships.place_low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN camp_memberships.place_high IS 'Upper end of its 95 % interval.';

CREATE TABLE group_camps (
    group_id TEXT NOT NULL,
    number   INTEGER NOT NULL,
    label    INTEGER NOT NULL,
    members  INTEGER NOT NULL,
    seen_in  INTEGER NOT NULL,
    pole     FLOAT[] NOT NULL,
    PRIMARY KEY (group_id, number, label)
);
COMMENT ON TABLE group_camps IS 'The camps a group is known by as of a number. Labels stay from number to number, and those of camps that vanished are kept free for their return; the label is also the camp''s colour and shape, 1..5.';
COMMENT ON COLUMN group_camps.group_id IS 'The group.';
COMMENT ON COLUMN group_camps.number IS 'Number of the group model.';
COMMENT ON COLUMN group_camps.label IS 'The camp''s label, 1..5; of more than five the one that was gone longest gave its label away.';
COMMENT ON COLUMN group_camps.members IS 'How many are in it in this number; 0 where it has vanished.';
COMMENT ON COLUMN group_camps.seen_in IS 'The last number it was there and supported in; 0 for never.';
COMMENT ON COLUMN group_camps.pole IS 'Direction of taste in which its members differ from the rest, of length 1, as of that number.';

CREATE TABLE camp_probabilities (
    group_id    TEXT NOT NULL,
    number      INTEGER NOT NULL,
    member_id   TEXT NOT NULL,
    camp        INTEGER NOT NULL,
    probability DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id, camp)
);
COMMENT ON TABLE camp_probabilities IS 'How probably each member belongs to each camp of a number; those of one member sum to 1.';
COMMENT ON COLUMN camp_probabilities.group_id IS 'The group.';
COMMENT ON COLUMN camp_probabilities.number IS 'Number of the group model.';
COMMENT ON COLUMN camp_probabilities.member_id IS 'The member.';
COMMENT ON COLUMN camp_probabilities.camp IS 'The camp''s label less 1.';
COMMENT ON COLUMN camp_probabilities.probability IS '0..1.';

CREATE TABLE camp_pictures (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    camp       INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    picture_id TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    liking     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, camp, kind, place)
);
COMMENT ON TABLE camp_pictures IS 'What a camp, or a pole of a spectrum, would like: its ideal, and the pictures of the pool it would like most and least. Predictions.';
COMMENT ON COLUMN camp_pictures.group_id IS 'The group.';
COMMENT ON COLUMN camp_pictures.number IS 'Number of the group model.';
COMMENT ON COLUMN camp_pictures.camp IS 'The camp''s label less 1.';
COMMENT ON COLUMN camp_pictures.kind IS 'ideal (drawn for the camp), most or least (of the pool).';
COMMENT ON COLUMN camp_pictures.place IS 'Place among those of its kind, from 0.';
COMMENT ON COLUMN camp_pictures.picture_id IS 'The picture.';
COMMENT ON COLUMN camp_pictures.latent IS 'The point it is drawn from.';
COMMENT ON COLUMN camp_pictures.liking IS 'Mean predicted chance that members of the camp like it, 0..1.';

CREATE TABLE clauses (
    group_id     TEXT NOT NULL,
    number       INTEGER NOT NULL,
    about        TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    camp         INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    scale        TEXT NOT NULL,
    low_end      TEXT NOT NULL,
    high_end     TEXT NOT NULL,
    effect       DOUBLE NOT NULL,
    low          DOUBLE NOT NULL,
    high         DOUBLE NOT NULL,
    p_value      DOUBLE NOT NULL,
    clear        BOOLEAN NOT NULL,
    place        INTEGER NOT NULL,
    answers      INTEGER NOT NULL,
    liked        TEXT[] NOT NULL,
    passed       TEXT[] NOT NULL,
    liked_there  INTEGER NOT NULL,
    liked_all    INTEGER NOT NULL,
    passed_there INTEGER NOT NULL,
    passed_all   INTEGER NOT NULL,
    seen_event   BIGINT NOT NULL,
    PRIMARY KEY (group_id, number, about, member_id, camp, kind, scale)
);
COMMENT ON TABLE clauses IS 'Taste in words: how the group, a camp or a member leans on each scale on which pictures differ. Of members only what is clear is kept; of the group and its camps everything that was looked at.';
COMMENT ON COLUMN clauses.group_id IS 'The group.';
COMMENT ON COLUMN clauses.number IS 'Number of the group model.';
COMMENT ON COLUMN clauses.about IS 'Whose taste: group, camp or member.';
COMMENT ON COLUMN clauses.member_id IS 'The member it is about; empty for a camp and the group.';
COMMENT ON COLUMN clauses.camp IS 'The label, less 1, of the camp it is about; -1 otherwise.';
COMMENT ON COLUMN clauses.kind IS 'likes (one end of the scale rather than the other) or than most (more than the others of the group do).';
COMMENT ON COLUMN clauses.scale IS 'A gene, a colour or something visible; never a sensitive gene.';
COMMENT ON COLUMN clauses.low_end IS 'What pictures of the low end are, in a word or two.';
COMMENT ON COLUMN clauses.high_end IS 'What pictures of the high end are.';
COMMENT ON COLUMN clauses.effect IS 'Difference of the logit of liking between one sd above and one below the middle; than most: how much more than the others''.';
COMMENT ON COLUMN clauses.low IS 'Lower end of its 95 % interval.';
COMMENT ON COLUMN clauses.high IS 'Upper end of its 95 % interval.';
COMMENT ON COLUMN clauses.p_value IS 'Chance of leaning this strongly if there were no leaning, 0..1, of this look alone.';
COMMENT ON COLUMN clauses.clear IS 'Whether it may be said: at most 5 % of what is said of one taste is expected to be false, corrected for all scales looked at (Benjamini and Hochberg 1995).';
COMMENT ON COLUMN clauses.place IS 'The order in which clear ones are worth saying, from 0; -1 where it is not said, because it is not clear or goes with another.';
COMMENT ON COLUMN clauses.answers IS 'How many answers it rests on.';
COMMENT ON COLUMN clauses.liked IS 'Pictures that show it: liked, and of the end that is liked.';
COMMENT ON COLUMN clauses.passed IS 'Pictures that show it: not liked, and of the other end.';
COMMENT ON COLUMN clauses.liked_there IS 'Liked answers about pictures of the liked end, of liked_all.';
COMMENT ON COLUMN clauses.liked_all IS 'Liked answers.';
COMMENT ON COLUMN clauses.passed_there IS 'Answers not liked about pictures of the liked end, of passed_all.';
COMMENT ON COLUMN clauses.passed_all IS 'Answers not liked.';
COMMENT ON COLUMN clauses.seen_event IS 'Watermark: the last event it rests on.';

CREATE VIEW camp_membership AS
SELECT p.group_id, p.number, p.member_id, p.camp + 1 AS camp, p.probability, c.camp = p.camp AS home_camp,
       c.place, c.place_low, c.place_high, f.reading, f.supported
FROM camp_probabilities p
JOIN camp_memberships c ON c.group_id = p.group_id AND c.number = p.number AND c.member_id = p.member_id
JOIN camp_findings f ON f.group_id = p.group_id AND f.number = p.number
ORDER BY p.group_id, p.number, p.member_id, p.camp;
COMMENT ON VIEW camp_membership IS 'How probably each member belongs to each camp (label 1..5), and where they stand between the two poles.';

CREATE VIEW camp_profile AS
SELECT c.group_id, c.number, c.camp + 1 AS camp, c.scale AS attribute, c.low_end, c.high_end,
       c.effect AS lift, c.low, c.high, c.p_value, c.clear, f.supported
FROM clauses c
JOIN camp_findings f ON f.group_id = c.group_id AND f.number = c.number
WHERE c.about = 'camp'
ORDER BY c.group_id, c.number, c.camp, c.p_value, c.scale;
COMMENT ON VIEW camp_profile IS 'How each camp (label 1..5) differs from the rest of its group on each attribute: lift in logits between one sd below the middle and one above, with a 95 % interval, and whether it is clear after correction for all attributes.';
