"""Clusters: where each picture of a group's pool stands in the tree of pictures that look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from group_plgl.store.database import Database
from group_plgl.store.tables import Table


@dataclass(frozen=True)
class ClusterRow:
    """One picture's place: cluster, half of it, half of that."""

    group_id: str
    picture_id: str
    path: str


CLUSTERS = Table("clusters", ClusterRow, ("group_id", "picture_id"))


def put_clusters(database: Database, group_id: str, paths: Mapping[str, str]) -> None:
    """Store where the pictures of a pool stand; those that have a place keep it."""
    rows = [ClusterRow(group_id, picture, path) for picture, path in paths.items()]
    database.write(lambda cursor: CLUSTERS.add_new(cursor, rows))


def clusters_of(database: Database, group_id: str) -> dict[str, str]:
    """Where each picture of a group stands; empty before they were clustered."""
    rows = CLUSTERS.find(database, "WHERE group_id = ? ORDER BY picture_id", [group_id])
    return {row.picture_id: row.path for row in rows}
