"""Pictures on the half of the wall that has no window, above whatever stands below them."""

from __future__ import annotations

import torch
from torch import Tensor

from group_plgl.generators.room.brush import Patch, everywhere, lighter, mixed, quick
from group_plgl.generators.room.paints import Paints
from group_plgl.generators.room.scene import Scene
from group_plgl.generators.sdf import between, coverage, smooth_step

MIDDLE, LEVEL = 0.40, -0.37
HALF, TALL = 0.185, 0.245


def pictures(scene: Scene, side: int) -> None:
    """One to three frames: the first makes room for the others."""
    size, wanted = scene.room.pictures[(side + 1) // 2], scene.dials["pictures"]
    second, third = quick((wanted - 0.33) / 0.04), quick((wanted - 0.65) / 0.04)
    moved, lifted = smooth_step((wanted - 0.27) / 0.06), smooth_step((wanted - 0.59) / 0.06)
    middle = side * (MIDDLE + 0.05 * scene.room.pendant) + scene.room.aside
    away = (0.145 + 0.035 * wanted) * moved * size
    for patch in scene.board.within(middle - 0.39, middle + 0.39, LEVEL - 0.40, LEVEL + 0.40):
        one = size * (1.06 - 0.12 * wanted) * (1.0 - 0.18 * moved)
        _frame(patch, scene, (middle - away, LEVEL + 0 * size), (HALF * one, TALL * one), 0)
        wide, tall = HALF * size * second, TALL * size * second
        half = 0.80 - 0.06 * lifted
        place = middle + away, LEVEL - 0.145 * size * lifted
        _frame(patch, scene, place, (wide * half, tall * (0.80 - 0.29 * lifted)), 1)
        below = middle + away, LEVEL + 0.13 * size
        _frame(patch, scene, below, (wide * third * half, tall * third * 0.54), 2)


def _frame(
    patch: Patch, scene: Scene, at: tuple[Tensor, Tensor], half_sizes: tuple[Tensor, Tensor], kind: int
) -> None:
    """A frame with a mount and a print."""
    if not bool((half_sizes[0].detach() > 1e-3).any()):
        return
    half, tall = half_sizes
    shown = smooth_step(half / 0.03)
    circle = smooth_step((scene.dials["picture shape"] - 0.40) / 0.32)
    small = torch.minimum(half, tall)
    half, tall = torch.lerp(half, small, circle), torch.lerp(tall, small, circle)
    (cx, cy), paint = at, scene.paint
    for part in patch.part(cx - half - 0.03, cx + half + 0.03, cy - tall - 0.03, cy + tall + 0.04):

        def rim(less: float, part: Patch = part) -> Tensor:
            corner = (circle * small - less).clamp_min(0.002)
            return part.box(cx - half + less, cx + half - less, cy - tall + less, cy + tall - less, corner)

        outer = rim(0.0)
        part.light(1.0 - everywhere(0.18 * shown) * smooth_step(0.5 - (outer - 0.014) / 0.03))
        part.put(mixed(paint.wood, paint.ink, 0.5), outer, shown)
        part.put(lighter(paint.linen, 0.02), rim(0.013), shown)
        sheet = coverage(rim(0.034), part.pixel) * everywhere(shown)
        bold = smooth_step(1.6 * scene.dials["picture size"] - 0.3) * (1.0 - 0.6 * circle)
        _print(part, _inks(paint, kind), sheet, (cx, cy, half, tall), bold, kind)


def _inks(paint: Paints, kind: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Sky, disc, hill and foreground of a print."""
    return (
        (paint.light, paint.accent, paint.dark, paint.mid),
        (paint.linen, paint.dark, paint.accent, paint.seat),
        (mixed(paint.accent, paint.linen, 0.5), paint.seat, paint.mid, paint.dark),
    )[kind]


def _print(
    patch: Patch,
    inks: tuple[Tensor, Tensor, Tensor, Tensor],
    sheet: Tensor,
    frame: tuple[Tensor, Tensor, Tensor, Tensor],
    bold: Tensor,
    kind: int,
) -> None:
    """A disc over two hills, larger and lower in a bold print."""
    back, disc, hill, low = inks
    cx, cy, half, tall = frame
    patch.lay(mixed(back, inks[0].new_tensor([[0.95, 0.0, 0.012]]).expand_as(back), 0.25), sheet)
    x, y = cx + half * (0.22 - 0.30 * kind) * (1.0 - bold), cy - tall * between(bold, 0.34, 0.08)
    sun = patch.disc(x, y, half * between(bold, 0.26, 0.66))
    patch.lay(disc, coverage(sun, patch.pixel) * sheet)
    wave = torch.sin((patch.x - everywhere(cx)) / everywhere(half.clamp_min(1e-3)) * 2.2 + 1.3 * kind)
    swing = 0.16 * everywhere(tall) * wave
    level = cy + tall * between(bold, 0.12, 0.46)
    patch.lay(hill, coverage(everywhere(level) + swing - patch.y, patch.pixel) * sheet)
    patch.lay(low, coverage(everywhere(level + 0.30 * tall) - 0.8 * swing - patch.y, patch.pixel) * sheet)
