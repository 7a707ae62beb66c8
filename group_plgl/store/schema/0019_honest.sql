-- What else was believed of a group, how far each taste may be trusted, and what groups lend each other.
-- Fits from before say nothing of it; the next one does.

ALTER TABLE fits ADD COLUMN lapsing BOOLEAN DEFAULT FALSE;
ALTER TABLE fits ADD COLUMN half_life DOUBLE DEFAULT 0;
ALTER TABLE fits ADD COLUMN kin DOUBLE DEFAULT 0;
COMMENT ON COLUMN fits.lapsing IS 'Whether what repeats could tell of lapses was taken for them.';
COMMENT ON COLUMN fits.half_life IS 'After how many later answers one counts half; 0 for never.';
COMMENT ON COLUMN fits.kin IS 'How much of what the group shares was taken to be shared with other groups, 0 to 1.';

ALTER TABLE member_models ADD COLUMN same INTEGER DEFAULT 0;
ALTER TABLE member_models ADD COLUMN asked_again INTEGER DEFAULT 0;
ALTER TABLE member_models ADD COLUMN chance_same DOUBLE DEFAULT 0.5;
ALTER TABLE member_models ADD COLUMN claimed DOUBLE DEFAULT 0;
ALTER TABLE member_models ADD COLUMN telling BOOLEAN DEFAULT TRUE;
ALTER TABLE member_models ADD COLUMN lapse DOUBLE DEFAULT 0;
ALTER TABLE member_models ADD COLUMN more_low INTEGER DEFAULT -2;
ALTER TABLE member_models ADD COLUMN more INTEGER DEFAULT -2;
ALTER TABLE member_models ADD COLUMN more_high INTEGER DEFAULT -2;
COMMENT ON COLUMN member_models.same IS 'Questions answered as the first time, of asked_again.';
COMMENT ON COLUMN member_models.chance_same IS 'Share of them that chance would answer alike, 0 to 1.';
COMMENT ON COLUMN member_models.claimed IS 'Share of held-out answers that the taste expected to get right, 0 to 1.';
COMMENT ON COLUMN member_models.telling IS 'Whether held-out answers are foretold beyond chance; otherwise there is no signal.';
COMMENT ON COLUMN member_models.lapse IS 'Rate of answers that were taken to have nothing to do with the picture, 0 to 1.';
COMMENT ON COLUMN member_models.more IS 'More answers until four of five are foretold, with its 80 % range; -1 for never, -2 for not known.';

CREATE TABLE lent_tastes (
    group_id   TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    members    INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    PRIMARY KEY (group_id, seen_event)
);
COMMENT ON TABLE lent_tastes IS 'Mean and spread of the learned tastes of a fit, for new groups of the same space; of at least k members, and only where the house has groups lend.';

CREATE TABLE borrowed_tastes (
    group_id   TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    lenders    TEXT[] NOT NULL,
    belief     TEXT NOT NULL,
    payload    BLOB NOT NULL,
    PRIMARY KEY (group_id, seen_event)
);
COMMENT ON TABLE borrowed_tastes IS 'What a fit began with of other groups: their means and spreads, and what was believed of them.';
