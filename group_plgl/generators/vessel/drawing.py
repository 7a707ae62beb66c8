"""Draws `vessel`: the order of the layers and the composition.

Outline, studio, body, glaze, fittings and lamp have their own files. Everything that varies only by
row or only by column is computed once per row or column, and the body only where it can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from group_plgl.generators.colour import srgb_from_oklab
from group_plgl.generators.palette_genes import Role
from group_plgl.generators.sdf import smooth_step
from group_plgl.generators.torch_scene import TorchScene, Window
from group_plgl.generators.vessel import body, fittings, glaze, lamp, studio
from group_plgl.generators.vessel.layers import over
from group_plgl.generators.vessel.profile import Profile, profile
from group_plgl.generators.vessel.schema import PRESENCES, ROLES, SPACE, SQUASHING, VISIBILITY

MARGIN = 0.03
WIDEST_HANDLE = 0.36


def open() -> Vessel:
    """A generator of vessels."""
    return Vessel()


class Vessel(TorchScene):
    """Studio photographs of thrown vessels."""

    def __init__(self) -> None:
        super().__init__(SPACE, SQUASHING, ROLES, VISIBILITY)

    def paint(self, colours: Tensor, dials: Mapping[str, Tensor], window: Window) -> Tensor:
        """`n x 6 x 3` OKLab colours and the dials, `n` in [0, 1] each, to `n x 3 x h x w` sRGB."""
        dials = _grown(dials)
        colours = _with_main(colours, glaze.main_colour(dials, colours))
        outline = profile(dials)
        scene = studio.stage(dials, outline)
        canvas = studio.backdrop(dials, colours, scene, window)
        canvas = studio.shadowed(canvas, dials, colours, outline, scene, window)
        rows, columns = _body_box(dials, outline, scene, window)
        if rows.start < rows.stop:
            x, y = window.columns(canvas.device)[columns], window.rows(canvas.device)[rows]
            seen = canvas[:, :, rows, columns]
            seen = fittings.with_handle(seen, dials, colours, outline, scene, x, y, window.pixel)
            at = body.wall(outline, scene, x, y, window.pixel)
            covered = glaze.glazed(dials, colours, at, window.pixel)
            seen = over(seen, body.lit(dials, covered, at, studio.table_colour(dials, colours)), at.mask)
            first, last = _top_rows(dials, scene, y)
            above = fittings.with_mouth(
                seen[:, :, first:last], dials, colours, scene, x, y[first:last], window.pixel
            )
            above = lamp.with_shade(above, dials, colours, scene, x, y[first:last], window.pixel)
            seen = torch.cat([seen[:, :, :first], above, seen[:, :, last:]], 2)
            canvas = canvas.clone()
            canvas[:, :, rows, columns] = seen
        return _dithered(srgb_from_oklab(canvas, dim=1), window)


def _grown(dials: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The dials, presences as sizes: exactly nothing below a tenth, whole above nine tenths."""
    return {
        name: smooth_step((dial - 0.08) / 0.84) if name in PRESENCES else dial for name, dial in dials.items()
    }


def _with_main(colours: Tensor, main: Tensor) -> Tensor:
    """The palette with another main colour."""
    return torch.cat([colours[:, : Role.MAIN], main[:, None], colours[:, Role.MAIN + 1 :]], 1)


def _body_box(
    dials: Mapping[str, Tensor], outline: Profile, scene: studio.Stage, window: Window
) -> tuple[slice, slice]:
    """The rows and columns of the window that can hold any part of a vessel."""
    shade = lamp.shade_width(dials, scene)
    tilt = scene.eye * torch.maximum(torch.maximum(scene.foot, scene.lip), shade) + MARGIN
    top = float((scene.top - scene.shade - scene.beak - tilt).detach().min())
    bottom = float((scene.base + tilt).detach().max())
    x, y = window.columns(outline.tall.device), window.rows(outline.tall.device)
    heights = torch.linspace(0.0, 1.0, 33).to(outline.tall).expand(len(outline.tall), 33)
    widest = outline.at(heights)[0].amax(1)
    wide = float(torch.maximum(widest + scene.beak, shade).detach().max()) + MARGIN
    reach = float((widest + WIDEST_HANDLE * dials["jug"]).detach().max()) + MARGIN
    first, last = int((y < top).sum()), int((y <= bottom).sum())
    left, right = int((x < -wide).sum()), int((x <= max(wide, reach)).sum())
    return slice(first, max(first, last)), slice(left, right)


def _top_rows(dials: Mapping[str, Tensor], scene: studio.Stage, y: Tensor) -> tuple[int, int]:
    """The first row, and one past the last, that can hold a lip or a shade."""
    tilt = scene.eye * torch.maximum(scene.lip, lamp.shade_width(dials, scene)) + MARGIN
    top, bottom = scene.top - scene.shade - scene.beak - tilt, scene.top + 0.2 * scene.shade + tilt
    return int((y < float(top.detach().min())).sum()), int((y <= float(bottom.detach().max())).sum())


def _dithered(picture: Tensor, window: Window) -> Tensor:
    """The picture with a whisper of fixed noise, half a level of 255, so no gradient shows steps.

    Source: J. Jimenez, "Next generation post processing in Call of Duty" (2014), interleaved noise.
    """
    x = torch.arange(window.size, device=picture.device, dtype=torch.float64)
    y = torch.arange(window.top, window.bottom, device=picture.device, dtype=torch.float64)
    pattern = torch.frac(52.9829189 * torch.frac(0.06711056 * x[None, :] + 0.00583715 * y[:, None]))
    return (picture + ((pattern - 0.5) / 255.0).to(picture)).clamp(0.0, 1.0)
