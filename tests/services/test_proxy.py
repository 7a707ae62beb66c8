"""Proxy scores of pictures: the same in memory and in files, for one voice and for several."""

from __future__ import annotations

import numpy as np
import pytest

from group_plgl.errors import BadInput, NotFound, UnsafeBytes
from group_plgl.generators.catalogue.features import measured
from group_plgl.generators.raster import png_bytes
from group_plgl.services.proxy import Examples, files_in, proxied, resembles, resembling_files

from .conftest import Gather

RNG = np.random.default_rng(7)


def picture(red: int) -> np.ndarray:
    """A square of noise, more or less red."""
    noise = RNG.integers(0, 60, (64, 64, 3))
    return np.clip(noise + np.array([red, 60, 120]), 0, 255).astype(np.uint8)


WARM = [picture(150 + 10 * one) for one in range(4)]
COLD = [picture(10 * one) for one in range(4)]
OTHERS = [picture(175), picture(15)]


def test_pictures_like_the_liked_ones_score_higher_and_no_other_picture_changes_that() -> None:
    both = proxied(WARM, COLD, OTHERS)
    assert both.liking[0] > 0.6 > 0.4 > both.liking[1]
    assert proxied(WARM, COLD, OTHERS[:1]).mean == pytest.approx(both.mean[:1])


def test_a_group_is_told_by_its_rule() -> None:
    warm, cold, others = (np.array([measured(one) for one in some]) for some in (WARM, COLD, OTHERS))
    one, other = Examples(warm, cold), Examples(cold, warm)
    alone = resembles([one], others, "mean")
    assert alone.score == pytest.approx(proxied(WARM, COLD, OTHERS).mean)
    torn = resembles([one, other], others, "mean")
    assert torn.liking == pytest.approx([0.5, 0.5]) and torn.score == pytest.approx([0.0, 0.0], abs=1e-9)
    assert resembles([one, one, other], others, "median").score[0] > 0.0
    with pytest.raises(BadInput):
        resembles([], others)
    with pytest.raises(NotFound):
        resembles([one], others, "by lot")


def test_files_of_any_kind_are_scored_and_crafted_ones_refused(gather: Gather, tmp_path) -> None:
    child = gather(space="tiles").studio.child
    for name, some in (("warm", WARM), ("cold", COLD), ("others", OTHERS)):
        (tmp_path / name).mkdir()
        for at, one in enumerate(some):
            (tmp_path / name / f"{at}.png").write_bytes(png_bytes(one))
    sides = [[tmp_path / "warm"], [tmp_path / "cold"], [tmp_path / "others"]]
    rows = resembling_files(child, *sides)["pictures"]
    assert [row["picture"][-5:] for row in rows] == ["0.png", "1.png"]
    assert [row["liking"] for row in rows] == pytest.approx(proxied(WARM, COLD, OTHERS).liking, abs=1e-3)
    (bad := tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\xff" * 40)
    with pytest.raises(UnsafeBytes, match=r"bad\.png"):
        resembling_files(child, *sides[:2], [bad])
    with pytest.raises(NotFound):
        files_in([tmp_path / "nowhere"])
    with pytest.raises(BadInput, match="what is not"):
        resembling_files(child, sides[0], [], sides[2])
