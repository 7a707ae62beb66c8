-- Links by which a host shows a group, or a part of it, to whoever has them.

CREATE TABLE shares (
    share_id   TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    scope      TEXT NOT NULL,
    chart      TEXT NOT NULL,
    number     INTEGER,
    label      TEXT NOT NULL,
    password   TEXT NOT NULL,
    origins    TEXT[] NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    expires_at TIMESTAMP
);
COMMENT ON TABLE shares IS 'Read-only links that a host has made. They are no members and say nothing; tidied thirty days after they end.';
COMMENT ON COLUMN shares.share_id IS 'By what the host names it; it opens nothing.';
COMMENT ON COLUMN shares.token_hash IS 'SHA-256 of the token in the link, 64 hex digits; the token itself is nowhere.';
COMMENT ON COLUMN shares.scope IS 'What it shows: result, board, gallery or chart.';
COMMENT ON COLUMN shares.chart IS 'Which chart, where it shows one; empty elsewhere.';
COMMENT ON COLUMN shares.number IS 'The one number it shows for ever, which is then not tidied; NULL where it follows the newest.';
COMMENT ON COLUMN shares.label IS 'What the host calls it, for themself.';
COMMENT ON COLUMN shares.password IS 'Salt and scrypt hash in hex, with a $ between; empty without a password.';
COMMENT ON COLUMN shares.origins IS 'Sites whose pages may frame it, as scheme://host:port; empty: none.';
COMMENT ON COLUMN shares.expires_at IS 'From when on it opens nothing; NULL: never.';

CREATE TABLE share_ends (
    share_id TEXT PRIMARY KEY,
    ended_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE share_ends IS 'Links that the host has taken back, each once.';

CREATE TABLE share_views (
    share_id TEXT PRIMARY KEY,
    views    BIGINT NOT NULL,
    seen_at  TIMESTAMP NOT NULL
);
COMMENT ON TABLE share_views IS 'How often a link was opened, of whom nothing is kept.';
COMMENT ON COLUMN share_views.seen_at IS 'The hour in which it was last opened.';
