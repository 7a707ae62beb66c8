"""What may be said about camps: four readings, each with the sentence people see."""

from __future__ import annotations

TOO_FEW = "too few to say"
NO_DIFFERENCE = "no clear difference"
SPECTRUM = "a spectrum"
SEPARATE = "separate camps"
FEWEST = 6

READINGS = {
    TOO_FEW: "Six learned tastes are needed before anything can be said about camps.",
    NO_DIFFERENCE: "Nothing here sets members clearly apart. Read this as one group.",
    SPECTRUM: "Members differ, and they shade into each other: there is no gap that would make camps.",
    SEPARATE: "Members fall into camps with a clear gap between them.",
}
