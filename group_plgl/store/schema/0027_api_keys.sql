-- Keys by which programs of others speak to a group or to the whole house, which members they speak for, and what was answered to requests that may come twice.

CREATE TABLE api_keys (
    key_id     TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    name       TEXT NOT NULL,
    key_hash   TEXT NOT NULL,
    scopes     TEXT[] NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    revoked_at TIMESTAMP
);
COMMENT ON TABLE api_keys IS 'Keys for programs; the key itself is shown once and nowhere stored.';
COMMENT ON COLUMN api_keys.key_id IS 'The part of a key that may be shown, behind plgl_: 12 hex digits.';
COMMENT ON COLUMN api_keys.group_id IS 'The group the key is for; empty for one of whoever runs the house, which is for all groups.';
COMMENT ON COLUMN api_keys.name IS 'What the key is for, in words of whoever made it.';
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the whole key.';
COMMENT ON COLUMN api_keys.scopes IS 'What may be done with it: groups:read, groups:write, ratings:write, models:read, exports, admin.';
COMMENT ON COLUMN api_keys.expires_at IS 'From when on it opens nothing; NULL for never.';
COMMENT ON COLUMN api_keys.revoked_at IS 'When it was taken back; NULL while it stands.';

CREATE TABLE api_uses (
    key_id  TEXT PRIMARY KEY,
    used_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE api_uses IS 'When each key was last used, to ten minutes.';

CREATE TABLE api_members (
    member_id TEXT PRIMARY KEY,
    group_id  TEXT NOT NULL,
    key_id    TEXT NOT NULL
);
COMMENT ON TABLE api_members IS 'Members who joined through a program, and the key that speaks for them.';

CREATE TABLE api_answers (
    key_id       TEXT NOT NULL,
    request_key  TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    group_id     TEXT NOT NULL,
    status       INTEGER NOT NULL,
    location     TEXT NOT NULL,
    body         TEXT NOT NULL,
    answered_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (key_id, request_key)
);
COMMENT ON TABLE api_answers IS 'What was answered to a POST with an Idempotency-Key, for a day: the same again is answered the same, and done once. Secrets that are shown once are left out; those of a group go when a member of it leaves.';
COMMENT ON COLUMN api_answers.request_key IS 'The Idempotency-Key.';
COMMENT ON COLUMN api_answers.request_hash IS 'SHA-256 of method, path and body: another request under the same key is refused.';
COMMENT ON COLUMN api_answers.location IS 'The Location of the answer; empty without one.';
