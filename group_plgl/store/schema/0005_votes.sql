-- Where a session's host is in the reveal, when a blind vote ended, and how far the ideal still moves.

ALTER TABLE sessions ADD COLUMN slide TEXT DEFAULT '';
COMMENT ON TABLE sessions IS 'Sittings of a group: how members answer (mode), how many turns are suggested, the phase (lobby, rating, reveal, vote) and the slide of the reveal, whether members see results, whether newcomers may join; votes are taken while one is open and 60 s after.';

ALTER TABLE ballots ADD COLUMN closed_event BIGINT;
ALTER TABLE ballots ADD COLUMN voters INTEGER DEFAULT 0;
ALTER TABLE ballots ADD COLUMN results_seen BOOLEAN DEFAULT false;
COMMENT ON TABLE ballots IS 'Blind votes: unlabelled candidates of one model number, with predictions frozen before for so many voters; closed_event is the last event that counts, results_seen whether members could see results until it opened.';

CREATE TABLE traces (
    group_id TEXT NOT NULL,
    number   INTEGER NOT NULL,
    answers  INTEGER NOT NULL,
    members  INTEGER NOT NULL,
    place    FLOAT[] NOT NULL,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE traces IS 'Where the consensus ideal of each number stands in the coordinates of what can be seen, and the answers and members behind it: how far it still moves.';
