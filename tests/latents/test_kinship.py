"""Kin are told by the genes they share; sensitive genes are shared by nobody."""

from __future__ import annotations

from dataclasses import replace

from group_plgl.generators import SPACES
from group_plgl.latents.kinship import kin_of, same_content, shared_places
from group_plgl.latents.space import Gene, Space

VESSEL, PRINT, TILES = (SPACES[name] for name in ("vessel", "print", "tiles"))


def test_a_print_is_a_vessel_in_another_manner() -> None:
    assert same_content(VESSEL, PRINT) and not same_content(VESSEL, TILES)
    assert shared_places(VESSEL, PRINT) == {place: place for place in range(VESSEL.latent_dim)}


def test_drawn_spaces_share_their_colours() -> None:
    shared = shared_places(VESSEL, TILES)
    assert {VESSEL.genes[place].family for place in shared} == {"colour"}
    assert all(VESSEL.genes[here] == TILES.genes[there] for here, there in shared.items())


def test_the_nearest_kin_come_first_and_nobody_is_its_own() -> None:
    kin = kin_of(VESSEL, SPACES)
    assert kin[0] is PRINT and VESSEL not in kin
    assert [len(shared_places(VESSEL, one)) for one in kin] == sorted(
        (len(shared_places(VESSEL, one)) for one in kin), reverse=True
    )


def test_sensitive_genes_are_not_shared() -> None:
    told, kept = Gene("height", "low", "tall", "form"), Gene("skin", "light", "dark", "skin", sensitive=True)
    one = Space("one", 1, "One", "", "", (told, kept))
    assert shared_places(one, replace(one, name="two")) == {0: 0}
    assert kin_of(one, {"lone": Space("lone", 1, "Lone", "", "", (kept,))}) == []
