-- Every answer asks what its member has said and which cards are theirs; without these, all that anybody
-- ever said is read each time.

CREATE INDEX events_by_member ON events (member_id);
CREATE INDEX cards_by_member ON cards (member_id);
