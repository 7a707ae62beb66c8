"""Everything that is kept about a member is theirs to take along, or there is a reason why not."""

from __future__ import annotations

from pathlib import Path

from group_plgl.store.database import Database
from group_plgl.store.own import BESIDE_OTHERS, OF_TASTE

# What takes a row of each table along, and why the rest is left.
BY_HAND = {
    "members": "you", "events": "said", "cards": "cards", "particulars": "your_answers_at_the_door",
    "segments": "your_answers_when_models_were_published", "voices": "voice", "member_models": "taste",
    "choices": "models_compared", "class_models": "classes", "mirrors": "mirror", "member_ideals": "mirror",
    "findable": "to_be_found", "looks": "two_looks", "api_members": "joined_through_a_program",
    "folder_labels": "answers_from_folders", "study_people": "studies", "study_trials": "studies",
    "study_answers": "studies",
}  # fmt: skip
OTHERWISE = {
    "samples": "pictures of the spread are in the folder of pictures",
    "uncounted": "that somebody was set aside stands with who they are",
    "publications": "who is in which number of an anonymous group is for keeping numbers a step apart alone",
}


def test_every_table_that_names_a_member_is_taken_along_or_has_a_reason(tmp_path: Path) -> None:
    with Database.open(tmp_path / "house.duckdb") as database:
        found = database.read(
            "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t "
            "ON t.table_name = c.table_name WHERE c.column_name = 'member_id' AND t.table_type = 'BASE TABLE'"
        )
    derived = {table.name for table in (*OF_TASTE.values(), *BESIDE_OTHERS.values())}
    assert {name for (name,) in found} == derived | set(BY_HAND) | set(OTHERWISE)
    words = (Path(__file__).parents[2] / "group_plgl/services/takeout.py").read_text("utf-8")
    assert [name for name in BY_HAND.values() if f'"{name}"' not in words] == []
