-- Members who like two separate looks: a picture of each, with the number they were found for.

CREATE TABLE looks (
    group_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    member_id  TEXT NOT NULL,
    look       INTEGER NOT NULL,
    latent     FLOAT[] NOT NULL,
    picture_id TEXT NOT NULL,
    liking     DOUBLE NOT NULL,
    PRIMARY KEY (group_id, number, member_id, look)
);
COMMENT ON TABLE looks IS 'The two looks (0, the better liked, and 1) of a member who likes two kinds of picture and what lies between them less, with predicted liking; nobody else has rows.';
