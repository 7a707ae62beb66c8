-- What the host of a group never wants to see drawn again: pictures, and how far their likes reach.

CREATE TABLE nevers (
    group_id   TEXT NOT NULL,
    change     BIGINT NOT NULL,
    picture_id TEXT NOT NULL,
    latent     FLOAT[] NOT NULL,
    radius     DOUBLE NOT NULL,
    said_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, change)
);
COMMENT ON TABLE nevers IS 'What a host said about pictures that must not come again, change by change; the last about a picture stands. The radius is in just noticeable differences, and 0 lifts the mark.';

CREATE TABLE banned (
    group_id   TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    PRIMARY KEY (group_id, picture_id)
);
COMMENT ON TABLE banned IS 'Pictures drawn before that lie within a mark that stands: they are in no deck and no pool.';

CREATE TABLE sifted (
    group_id TEXT PRIMARY KEY,
    change   BIGINT NOT NULL
);
COMMENT ON TABLE sifted IS 'Up to which change the banned pictures of a group are known.';

ALTER TABLE ideals ADD COLUMN seen_change BIGINT DEFAULT 0;
COMMENT ON COLUMN ideals.seen_change IS 'The last change of what is never to be drawn that the ideal, and all that was drawn with it, obeys.';
