"""The bench of crowds plays what the jobs play: its worlds are learned, its ideals are found."""

from __future__ import annotations

import numpy as np

from group_plgl.benchmarks import crowds
from group_plgl.generators import open_generator


def test_a_world_of_one_camp_gets_ideals_that_please_it() -> None:
    generator = open_generator("vessel")
    [(chance, world)] = crowds._worlds(generator, "one camp", crowds.GROUP_MEMBERS, 1, 5)
    assert world.learned["ready"].sum() >= crowds.GROUP_MEMBERS - 2
    ideals = crowds._ideals(generator, world, chance)
    assert ideals.shape == (len(crowds.RULES), generator.space.latent_dim)
    at = crowds._standing(world, generator.coordinates(ideals))
    assert at.shape == (crowds.GROUP_MEMBERS, len(crowds.RULES))
    assert np.median(at[:, 0]) > crowds.PLEASED


def test_the_reading_of_a_crowd_is_a_number_of_camps() -> None:
    found = crowds._readings(open_generator("vessel"), "one camp", 1, 5)
    assert found.shape == (1,) and found[0] >= 1
