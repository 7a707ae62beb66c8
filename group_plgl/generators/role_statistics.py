"""Prior means and spreads of the six colour roles in OKLab: constants measured once.

Measured over 400,000 palettes drawn from N(0, I) with seed 20260; a test measures them again on
fewer. They belong to the version of every space that uses the palette.
"""

from __future__ import annotations

from group_plgl.generators.palette_genes import Role

ROLE_MEANS: dict[Role, tuple[float, float, float]] = {
    Role.GROUND: (0.80203, 0.00181, 0.01230),
    Role.MAIN: (0.63496, 0.00910, 0.00479),
    Role.LIGHT: (0.83978, 0.00038, 0.00019),
    Role.DARK: (0.41984, 0.01033, 0.00371),
    Role.MID: (0.57977, 0.01003, 0.00437),
    Role.ACCENT: (0.66263, 0.01201, 0.00601),
}

ROLE_SDS: dict[Role, tuple[float, float, float]] = {
    Role.GROUND: (0.17899, 0.01720, 0.01896),
    Role.MAIN: (0.07874, 0.06096, 0.06526),
    Role.LIGHT: (0.06801, 0.04409, 0.04610),
    Role.DARK: (0.06794, 0.05261, 0.05683),
    Role.MID: (0.05404, 0.05968, 0.06388),
    Role.ACCENT: (0.04809, 0.07117, 0.07638),
}
