-- How the next pictures are chosen, for each session; cards say what chose them. Before, all were random.

ALTER TABLE sessions ADD COLUMN strategy TEXT DEFAULT 'random';
ALTER TABLE cards ADD COLUMN chosen_by TEXT DEFAULT 'random';
ALTER TABLE cards ADD COLUMN spare BOOLEAN DEFAULT FALSE;
COMMENT ON COLUMN cards.spare IS 'Whether it waits behind all others, for when nothing else comes through.';
COMMENT ON COLUMN sessions.strategy IS 'The query strategy that chooses what members are shown next.';
COMMENT ON COLUMN cards.chosen_by IS 'The query strategy that chose the picture; answers to random ones are fair evidence of accuracy.';
