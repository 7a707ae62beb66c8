-- A view names its columns, so that a rewritten file says the same.

CREATE OR REPLACE VIEW heard_most AS
SELECT group_id, number, member_id, picture_id, camp, supported, weight, liking, votes FROM (
    SELECT *, dense_rank() OVER (PARTITION BY group_id, number ORDER BY pictures DESC, member_id) AS place
    FROM (SELECT *, count(*) OVER (PARTITION BY group_id, number, member_id) AS pictures FROM chosen_opinions)
) WHERE place <= 60;
COMMENT ON VIEW heard_most IS 'What the sixty chosen members think who answered about most pictures.';
