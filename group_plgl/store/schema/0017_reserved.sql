-- Reserved: another change takes this place.
SELECT 1;
