-- A picture of a space that sounds has a second file: what one hears.

ALTER TABLE pictures ADD COLUMN sound TEXT DEFAULT '';
COMMENT ON COLUMN pictures.sound IS 'SHA-256 of the WAV file of its sound; empty while it was not played, or makes none.';
