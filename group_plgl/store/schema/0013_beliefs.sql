-- What a group's tastes were believed to be like before its answers; fits from before are made again.
DELETE FROM member_models;
DELETE FROM fits;
ALTER TABLE fits RENAME COLUMN prior_scale TO scale;
ALTER TABLE fits ADD COLUMN share DOUBLE DEFAULT 0;
ALTER TABLE fits ADD COLUMN curves DOUBLE DEFAULT 0;
ALTER TABLE fits ADD COLUMN shaped BOOLEAN DEFAULT FALSE;
COMMENT ON COLUMN fits.scale IS 'Prior variance of the weight of a straight coordinate.';
COMMENT ON COLUMN fits.share IS 'How much of it members share, 0 to 1.';
COMMENT ON COLUMN fits.curves IS 'Prior variance of the weight of a curve, over that of a straight coordinate.';
COMMENT ON COLUMN fits.shaped IS 'Whether the directions in which members differ were learned, too.';
