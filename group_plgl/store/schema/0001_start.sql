-- The first schema. Primary records: groups, sessions, members, pictures, pools, cards, events.
-- Everything below the second rule is derived: it carries seen_event and made_by and can be rebuilt.
-- No foreign keys on hot tables: DuckDB refuses to update a referenced parent row.
-- Times are UTC in plain TIMESTAMP columns: reading zoned ones would take a further package (pytz).

CREATE TABLE house (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
COMMENT ON TABLE house IS 'Facts of this data folder: the studio seed, who wrote it.';

CREATE TABLE groups (
    group_id      TEXT PRIMARY KEY,
    slug          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    question      TEXT NOT NULL,
    space         TEXT NOT NULL,
    show_names    BOOLEAN NOT NULL,
    rehearsal     BOOLEAN NOT NULL,
    join_code     TEXT NOT NULL UNIQUE,
    host_key_hash TEXT NOT NULL,
    made_at       TIMESTAMP NOT NULL
);
COMMENT ON TABLE groups IS 'People together, with a space (name@version), a question and a join code.';

CREATE TABLE sessions (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE sessions IS 'Sittings of a group; votes are taken while one is open and 60 s after.';

CREATE TABLE members (
    member_id  TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    nickname   TEXT NOT NULL,
    simulated  BOOLEAN NOT NULL,
    token_hash TEXT NOT NULL,
    joined_at  TIMESTAMP NOT NULL
);
COMMENT ON TABLE members IS 'Persons in a group; simulated ones live only in rehearsal groups.';

CREATE TABLE pictures (
    picture_id TEXT PRIMARY KEY,
    space      TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    pixels     INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    made_at    TIMESTAMP NOT NULL
);
COMMENT ON TABLE pictures IS 'Drawn latents; the file is named by its sha256, the id by latent and size.';

CREATE TABLE pools (
    group_id   TEXT NOT NULL,
    position   INTEGER NOT NULL,
    picture_id TEXT NOT NULL,
    PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE pools IS 'The pictures a group''s decks are dealt from, in the order they were drawn.';

CREATE TABLE cards (
    card_id    TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    position   INTEGER NOT NULL,
    picture_id TEXT NOT NULL,
    dealt_at   TIMESTAMP NOT NULL
);
COMMENT ON TABLE cards IS 'One latent shown to one member; position is its place in the deck, from 0.';

CREATE TABLE events (
    seq            BIGINT NOT NULL,
    event_id       TEXT NOT NULL,
    group_id       TEXT NOT NULL,
    session_number INTEGER NOT NULL,
    member_id      TEXT NOT NULL,
    kind           TEXT NOT NULL,
    card_id        TEXT,
    value          DOUBLE,
    target_id      TEXT,
    answer_ms      INTEGER,
    said_at        TIMESTAMP NOT NULL,
    UNIQUE (member_id, event_id)
);
COMMENT ON TABLE events IS 'Everything said, in the order it became durable; kinds: rated, skipped, undone.';

-- Derived ------------------------------------------------------------------------------------

CREATE TABLE fits (
    group_id    TEXT NOT NULL,
    seen_event  BIGINT NOT NULL,
    prior_scale DOUBLE NOT NULL,
    calibration DOUBLE NOT NULL,
    ceiling     DOUBLE NOT NULL,
    held_out    INTEGER NOT NULL,
    made_by     TEXT NOT NULL,
    made_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, seen_event)
);
COMMENT ON TABLE fits IS 'One batched refit of all members of a group, at a watermark.';

CREATE TABLE member_models (
    group_id   TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    member_id  TEXT NOT NULL,
    answers    INTEGER NOT NULL,
    likes      INTEGER NOT NULL,
    ready      BOOLEAN NOT NULL,
    right_held_out INTEGER NOT NULL,
    held_out   INTEGER NOT NULL,
    baseline   DOUBLE NOT NULL,
    payload    BLOB NOT NULL,
    PRIMARY KEY (group_id, seen_event, member_id)
);
COMMENT ON TABLE member_models IS 'A member''s taste as safetensors bytes, with its held-out record.';

CREATE TABLE group_models (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    seen_event BIGINT NOT NULL,
    members    INTEGER NOT NULL,
    digest     TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number, rule)
);
COMMENT ON TABLE group_models IS 'Members (the ready ones of a fit) + rule; immutable, numbered per group.';

CREATE TABLE ideals (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number, rule)
);
COMMENT ON TABLE ideals IS 'The latent that maximises a group model inside the typical set, drawn.';

CREATE TABLE likings (
    group_id  TEXT NOT NULL,
    number    INTEGER NOT NULL,
    rule      TEXT NOT NULL,
    member_id TEXT NOT NULL,
    liking    DOUBLE NOT NULL,
    low       DOUBLE NOT NULL,
    high      DOUBLE NOT NULL,
    standing  DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, rule, member_id)
);
COMMENT ON TABLE likings IS 'Each member''s predicted liking of an ideal: chance 0..1 with a 95 % interval; standing = share of the space they would like less.';

CREATE TABLE samples (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    member_id  TEXT NOT NULL,
    position   INTEGER NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    liking     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id, position)
);
COMMENT ON TABLE samples IS 'The spread: diverse pictures per member, each predicted to please that member.';

CREATE TABLE camp_findings (
    group_id    TEXT NOT NULL,
    number      INTEGER NOT NULL,
    reading     TEXT NOT NULL,
    supported   BOOLEAN NOT NULL,
    camps       INTEGER NOT NULL,
    members     INTEGER NOT NULL,
    silhouette  DOUBLE NOT NULL,
    p_value     DOUBLE NOT NULL,
    stability   DOUBLE NOT NULL,
    map_share   DOUBLE NOT NULL,
    seen_event  BIGINT NOT NULL,
    made_by     TEXT NOT NULL,
    made_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, number)
);
COMMENT ON TABLE camp_findings IS 'The best grouping of members, always stored; supported says whether it may be believed.';

CREATE TABLE camp_memberships (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    member_id  TEXT NOT NULL,
    camp       INTEGER NOT NULL,
    certainty  DOUBLE NOT NULL,
    x          DOUBLE NOT NULL,
    y          DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id)
);
COMMENT ON TABLE camp_memberships IS 'Which camp each member is nearest, how surely, and where on the map.';

CREATE TABLE runs (
    run_id      TEXT PRIMARY KEY,
    job         TEXT NOT NULL,
    slot        TIMESTAMP NOT NULL,
    status      TEXT NOT NULL,
    owner       TEXT NOT NULL,
    attempt     INTEGER NOT NULL,
    lease_until TIMESTAMP,
    asked_at    TIMESTAMP NOT NULL,
    started_at  TIMESTAMP,
    finished_at TIMESTAMP,
    saw         TEXT NOT NULL,
    error       TEXT NOT NULL,
    UNIQUE (job, slot)
);
COMMENT ON TABLE runs IS 'Job runs: queued, running, done, failed, abandoned; one per job and slot.';
