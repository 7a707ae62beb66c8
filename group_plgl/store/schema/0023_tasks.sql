-- Long work that somebody asked for: how far it is, and the file that came of it; and whose answers stay here.

CREATE TABLE tasks (
    task_id     TEXT PRIMARY KEY,
    group_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    role        TEXT NOT NULL,
    asker       TEXT NOT NULL,
    words       TEXT NOT NULL,
    status      TEXT NOT NULL,
    stage       TEXT NOT NULL,
    done        BIGINT NOT NULL,
    whole       BIGINT NOT NULL,
    sha256      TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    size        BIGINT NOT NULL,
    told        TEXT NOT NULL,
    error       TEXT NOT NULL,
    attempts    BIGINT NOT NULL,
    asked_at    TIMESTAMP NOT NULL,
    started_at  TIMESTAMP,
    finished_at TIMESTAMP,
    expires_at  TIMESTAMP
);
COMMENT ON TABLE tasks IS 'Long work that somebody asked for, such as an export; one row each, forgotten with its file when it expires, and with every member who leaves the group.';
COMMENT ON COLUMN tasks.kind IS 'What is to be done: the name of a kind of task.';
COMMENT ON COLUMN tasks.role IS 'Who asked: host, member, key (of the API), share, or house (the command line).';
COMMENT ON COLUMN tasks.asker IS 'Which member, key or share; empty for the host and the house.';
COMMENT ON COLUMN tasks.words IS 'What was asked for, as JSON, with everything that was left to defaults.';
COMMENT ON COLUMN tasks.status IS 'queued, running, done, failed or cancelled.';
COMMENT ON COLUMN tasks.stage IS 'What it is at now, in English; empty before it began.';
COMMENT ON COLUMN tasks.done IS 'How many steps of this stage are done.';
COMMENT ON COLUMN tasks.whole IS 'Of how many; 0 where that is not known.';
COMMENT ON COLUMN tasks.sha256 IS 'SHA-256 of the file that came of it, 64 hex digits; empty before there is one.';
COMMENT ON COLUMN tasks.media_type IS 'What kind of file it is.';
COMMENT ON COLUMN tasks.file_name IS 'What the file is called when it is taken away.';
COMMENT ON COLUMN tasks.size IS 'How large it is, in bytes.';
COMMENT ON COLUMN tasks.told IS 'What is to be known about the file, as JSON.';
COMMENT ON COLUMN tasks.error IS 'Why it failed, as JSON: text, advice and values; empty otherwise.';
COMMENT ON COLUMN tasks.attempts IS 'How often it was begun: a server that stops in between begins it again.';
COMMENT ON COLUMN tasks.asked_at IS 'When it was asked for, in UTC.';
COMMENT ON COLUMN tasks.started_at IS 'When it was begun last, in UTC.';
COMMENT ON COLUMN tasks.finished_at IS 'When it ended, in whatever way, in UTC.';
COMMENT ON COLUMN tasks.expires_at IS 'When it may be forgotten together with its file, in UTC.';

CREATE TABLE kept_answers (
    group_id TEXT PRIMARY KEY
);
COMMENT ON TABLE kept_answers IS 'Groups whose answers cannot be taken away: those who joined them were told that only they themselves see theirs. All groups from before ratings could be exported.';
INSERT INTO kept_answers (group_id) SELECT group_id FROM groups;
