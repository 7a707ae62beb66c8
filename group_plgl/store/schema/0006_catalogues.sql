-- What is measured on a group's own pictures, and how much each axis of their space shows.

ALTER TABLE catalogues ADD COLUMN traits FLOAT[];
ALTER TABLE catalogues ADD COLUMN sketch BLOB;
COMMENT ON TABLE catalogues IS 'A group''s own pictures: the large one, the one on cards, what the host''s file was called, what can be seen in it in words and in numbers (lightness, warmth, colourfulness, busyness), and a sketch by which the same picture is known again.';

CREATE TABLE catalogue_spaces (
    space   TEXT PRIMARY KEY,
    shares  FLOAT[] NOT NULL,
    made_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE catalogue_spaces IS 'Catalogues that are complete: the variance of each coordinate over their pictures; sums to 1.';
