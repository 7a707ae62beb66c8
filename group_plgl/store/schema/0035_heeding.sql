-- How far comments were believed when a group was learned. Fits from before heard none.

ALTER TABLE fits ADD COLUMN heeding DOUBLE DEFAULT 1;
COMMENT ON COLUMN fits.heeding IS 'How far what comments hint was believed, 0 to 1; 1 where there was nothing to doubt it by.';
