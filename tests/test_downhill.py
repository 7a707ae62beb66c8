"""Steps downhill: of the asked length at first whatever the slope, and in the end at the bottom."""

from __future__ import annotations

import torch

from group_plgl.downhill import Adam


def test_the_first_step_is_as_long_as_the_pace_and_downhill_however_steep_it_is() -> None:
    z = torch.tensor([1.0, 1.0, 1.0], dtype=torch.float64)
    Adam(z).step(torch.tensor([1e-3, -50.0, 0.0], dtype=torch.float64), 0.1)
    torch.testing.assert_close(z, torch.tensor([0.9, 1.1, 1.0], dtype=torch.float64), atol=1e-5, rtol=0.0)


def test_the_bottom_of_a_narrow_valley_is_reached() -> None:
    z, steep = torch.tensor([[3.0, -2.0]]), torch.tensor([1.0, 100.0])
    adam = Adam(z, (0.9, 0.95))
    for step in range(200):
        adam.step(steep * z, 0.2 * (1.0 - step / 200))
    assert z.abs().max() < 1e-3


def test_each_number_goes_its_own_way() -> None:
    together, alone = torch.tensor([2.0, -1.0]), torch.tensor([2.0])
    both, one = Adam(together), Adam(alone)
    for _ in range(5):
        both.step(together * torch.tensor([1.0, 7.0]), 0.1)
        one.step(alone.clone(), 0.1)
    assert together[0] == alone[0]
