-- Whether one picture pleases everybody, and who is in whose way where none does. What was found before stays, and is found anew with the answer.

ALTER TABLE verdicts ADD COLUMN wish TEXT DEFAULT '';
COMMENT ON COLUMN verdicts.wish IS 'Whether one picture pleases everybody: met, conflict, beyond (more than held-out answers support saying of anybody), untold (where nobody may be singled out); empty where it was not looked for yet.';
ALTER TABLE verdicts ADD COLUMN level DOUBLE DEFAULT 0.5;
COMMENT ON COLUMN verdicts.level IS 'From which predicted chance, 0..1, somebody counts as pleased.';
ALTER TABLE influences ADD COLUMN clashes BOOLEAN DEFAULT false;
COMMENT ON COLUMN influences.clashes IS 'Whether the member is one of those whom no picture that was found pleases together; without any one of them some picture does.';
COMMENT ON TABLE options IS 'Pictures a number could have instead of its ideal: kinds rule, fairness, split (one for all, then one for each part), set, proportional, opinions and weights (the two roads), joint (one that pleases everybody, or ways out by name), collection (nine that hang together).';
