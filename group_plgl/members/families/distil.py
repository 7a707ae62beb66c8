"""Distilling: what a family says of pictures as weights over features, which all the house reads.

Weights are found that predict what the family predicts: least squares over pictures of the space,
in predictive logits, so that where the dense taste is unsure less precision is asked. The covariance
stays that of the dense taste: it says how little so many answers can tell. Where pictures hardly
differ the dense weights stay.
"""

from __future__ import annotations

import numpy as np

from group_plgl.members.dense import with_bias
from group_plgl.members.families.known import Known
from group_plgl.shapes import Array

_HELD = 1e-3  # of the mean information that pictures give about a weight


class Distiller:
    """Turns logits on the pictures of what is known into weights; the system is factored once."""

    def __init__(self, known: Known) -> None:
        """For the members in `known`."""
        tastes = known.tastes
        rows = with_bias(known.pictures)
        spread = rows @ tastes.covariance
        shrink = np.sqrt(1.0 + np.pi * np.maximum((spread * rows).sum(axis=2), 0.0) / 8.0)  # m x n
        self._rows = rows[None] / shrink[..., None]
        system = self._rows.transpose(0, 2, 1) @ self._rows
        held = _HELD * np.trace(system, axis1=1, axis2=2) / system.shape[1]
        self._before = tastes.mean
        self._system = system + held[:, None, None] * np.eye(system.shape[1])
        self._dense = (self._rows @ tastes.mean[..., None])[..., 0]
        self._picked_only = ~(known.counts & ~known.answers.paired).any(axis=1)

    def weights(self, logits: Array) -> Array:
        """Weights `m x (f+1)` that predict logits `m x n` of the pictures.

        Who only picked has told nothing of where liking begins: that stays as the dense taste has it.
        """
        off = np.where(self._picked_only, (self._dense - logits).mean(axis=1), 0.0)
        wanted = logits + off[:, None] - self._dense
        pull = self._rows.transpose(0, 2, 1) @ wanted[..., None]
        return np.asarray(self._before + np.linalg.solve(self._system, pull)[..., 0])
