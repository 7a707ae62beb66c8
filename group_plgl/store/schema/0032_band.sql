-- A band chosen on the board goes before the strategy until it is lifted; the strategy is remembered.

COMMENT ON COLUMN sessions.strategy IS 'The query strategy that chooses what members are shown next, as long as no band is chosen.';
COMMENT ON COLUMN sessions.band_low IS 'The least foretold chance of liking, 0..1, of the next cards; null while no band is chosen.';
