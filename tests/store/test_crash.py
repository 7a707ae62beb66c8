"""Killed at any moment, the store has every acknowledged vote exactly once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from group_plgl.store.database import Database

VOTE_FOREVER = """
import os, secrets, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from group_plgl.feedback.events import Event
from group_plgl.store.database import Database
from group_plgl.store.events import EventRow, append_event

database = Database.open(Path(sys.argv[1]))

def vote():
    while True:
        ids = [secrets.token_hex(16) for _ in range(3)]
        event = Event(ids[0], ids[1], "rated", ids[2], 1.0, None, None, datetime.now(UTC))
        append_event(database, EventRow(event, "g", 1))
        os.write(1, (ids[0] + "\\n").encode())

for _ in range(8):
    threading.Thread(target=vote).start()
"""
ROUNDS = 10


def test_every_acknowledged_vote_survives_kill_9_exactly_once(tmp_path: Path) -> None:
    path, rng = tmp_path / "house.duckdb", random.Random(7)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)}
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", VOTE_FOREVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as voters:
            assert voters.stdout is not None
            first = voters.stdout.readline()
            killer = threading.Timer(rng.uniform(0.0, 0.3), voters.kill)
            killer.start()
            heard = [first, *voters.stdout]
            killer.join()
        acknowledged += [line.decode().strip() for line in heard if line.endswith(b"\n")]
    assert len(acknowledged) > 100
    before = time.monotonic()
    with Database.open(path) as database:
        assert time.monotonic() - before < 10
        stored = [event for (event,) in database.read("SELECT event_id FROM events ORDER BY seq")]
        numbers = [seq for (seq,) in database.read("SELECT seq FROM events ORDER BY seq")]
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    assert numbers == list(range(1, len(numbers) + 1))
