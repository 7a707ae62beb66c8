"""Whatever was acknowledged is there after a kill, exactly once."""

import http.client
import secrets
import threading
import time

import numpy as np

from group_plgl.errors import GroupPLGLError
from group_plgl.rehearsal import Caller, found_rehearsal
from group_plgl.store.database import Database

VOTERS = 4
KILLS = 6


class Voter:
    """A member who keeps voting, and says a vote again until it is acknowledged."""

    def __init__(self, house, slug: str, code: str, nickname: str) -> None:
        self._house = house
        self._slug = slug
        self._caller = Caller(house.url)
        self._caller.ask("POST", f"/j/{code}", {"nickname": nickname, "simulated": True})
        self._cards = self._dealt()
        self.acknowledged: list[str] = []
        self.said: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._vote)

    def _dealt(self) -> list[str]:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            turns = self._caller.ask("GET", f"/g/{self._slug}/cards.json?n=20")["turns"]
            if len(turns) >= 8:
                return [turn["cards"][0]["card"] for turn in turns]
            time.sleep(0.2)
        raise AssertionError("no cards were dealt")

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        self._stop.set()
        self._thread.join()

    def _vote(self) -> None:
        turn = 0
        while not self._stop.is_set():
            event, card = secrets.token_hex(16), self._cards[turn % len(self._cards)]
            words = {"kind": "rated", "card": card, "value": turn % 2, "answer_ms": 500}
            self.said.append(event)
            while not self._acknowledged(event, words):
                time.sleep(0.05)
            turn += 1

    def _acknowledged(self, event: str, words: dict) -> bool:
        try:
            self._caller.ask("PUT", f"/g/{self._slug}/events/{event}", words)
        except (GroupPLGLError, OSError, http.client.HTTPException, ValueError):
            return False
        self.acknowledged.append(event)
        return True


def test_kills_lose_no_acknowledged_vote_and_double_none(closed_house):
    rng = np.random.default_rng(3)
    house = closed_house
    house.start()
    group = found_rehearsal(house.url, "tiles")
    voters = [Voter(house, group.slug, group.join_code, f"Sim {i}") for i in range(VOTERS)]
    for voter in voters:
        voter.start()
    for _ in range(KILLS):
        time.sleep(float(rng.uniform(0.1, 1.5)))
        house.kill()
        house.start()
    time.sleep(1.0)
    for voter in voters:
        voter.finish()
    page = house.settled(group.slug)
    house.deliberated(group.slug)
    replayed = house.command("replay")
    house.stop()
    acknowledged = [event for voter in voters for event in voter.acknowledged]
    database = Database.open(house.folder / "house.duckdb")
    stored = [event for (event,) in database.read("SELECT event_id FROM events")]
    abandoned = database.read("SELECT count(*) FROM runs WHERE status = 'running'")[0][0]
    database.close()
    assert len(acknowledged) > 50
    assert sorted(stored) == sorted(acknowledged)
    assert page["answers"] == len(stored)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "No differences" in replayed.stdout
    assert abandoned == 0
