"""Writing the file anew: nothing deleted is left, nothing living is lost, whenever it is killed."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from group_plgl.errors import BadInput, NotAllowed, StoreBusy
from group_plgl.store import rewriting
from group_plgl.store.database import Cursor, Database
from group_plgl.store.events import EventRow, append_event
from group_plgl.store.house import put_house, read_house

MARK = "unmistakable"
DESCRIBED = (
    "SELECT 'table', table_name, sql, comment FROM duckdb_tables() WHERE NOT internal UNION ALL "
    # the parser puts joins into brackets or not, as it finds them
    "SELECT 'view', view_name, translate(sql, '()', ''), comment FROM duckdb_views() WHERE NOT internal "
    "UNION ALL "
    "SELECT 'key', table_name, constraint_text, '' FROM duckdb_constraints() ORDER BY ALL"
)


def bytes_beside(path: Path) -> bytes:
    """The bytes of the file and of everything beside it that begins with its name."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def fill(database: Database, said: Callable[..., EventRow], count: int, member: str) -> None:
    for _ in range(count):
        append_event(database, said(member=member, card=secrets.token_hex(16)))


def drop_member(database: Database, member: str) -> None:
    database.write(lambda cursor: cursor.execute("DELETE FROM events WHERE member_id = ?", [member]) and None)


def contents(database: Database) -> dict[str, Any]:
    """Everything a file says: its definitions, and all rows of all tables."""
    described = database.read(DESCRIBED)
    tables = [name for kind, name, *_ in described if kind == "table"]
    rows = {name: sorted(map(repr, database.read(f"SELECT * FROM {name}"))) for name in tables}
    return {"described": described, **rows}


def test_deleted_rows_are_in_the_file_until_it_is_rewritten(
    tmp_path: Path, said: Callable[..., EventRow]
) -> None:
    path, member = tmp_path / "house.duckdb", f"{MARK}{secrets.token_hex(10)}"
    with Database.open(path) as database:
        fill(database, said, 30, member)
        fill(database, said, 30, "somebody else")
        database.write(lambda cursor: put_text(cursor, f"{MARK} {'word ' * 200}"))
        drop_member(database, member)
        database.write(lambda cursor: cursor.execute("DELETE FROM house") and None)
        assert MARK.encode() in bytes_beside(path)
        database.rewrite()
        assert MARK.encode() not in bytes_beside(path)
        assert database.read("SELECT count(*), count(DISTINCT member_id) FROM events") == [(30, 1)]
        fill(database, said, 30, "somebody else")
    assert MARK.encode() not in bytes_beside(path)


def put_text(cursor: Cursor, text: str) -> None:
    cursor.execute("INSERT INTO house VALUES ('said', ?)", [text])


def test_a_rewritten_file_says_the_same_and_keeps_its_keys(
    tmp_path: Path, said: Callable[..., EventRow]
) -> None:
    with Database.open(tmp_path / "house.duckdb") as database:
        fill(database, said, 50, "somebody")
        put_house(database, "kept", "yes")
        before = contents(database)
        database.rewrite()
        assert contents(database) == before
        with pytest.raises(duckdb.ConstraintException):
            database.write(lambda cursor: put_text(cursor, "x") or put_text(cursor, "y"))
    with Database.open(tmp_path / "house.duckdb") as database:
        assert contents(database) == before


def test_a_rewritten_file_is_hardened_again(database: Database) -> None:
    database.rewrite()
    for sql in ("SELECT * FROM read_csv('/etc/passwd')", "SET TimeZone = 'Europe/Berlin'"):
        with pytest.raises(duckdb.Error):
            database.read(sql)


def test_what_is_said_while_the_file_is_rewritten_is_kept_once_and_reads_wait(
    database: Database, said: Callable[..., EventRow]
) -> None:
    heard: list[str] = []
    wrong: list[BaseException] = []
    ended = threading.Event()

    def vote() -> None:
        while not ended.is_set():
            row = said(member="voter")
            append_event(database, row)
            heard.append(row.event.event_id)

    def look() -> None:
        while not ended.is_set():
            assert len(database.read("SELECT count(*) FROM events")) == 1

    def watched(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=watched, args=[work]) for work in (vote, vote, vote, look, look)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        database.rewrite()
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    stored = database.read("SELECT event_id, seq FROM events ORDER BY seq")
    assert sorted(event for event, _ in stored) == sorted(heard)
    assert [seq for _, seq in stored] == list(range(1, len(heard) + 1))


def test_numbers_never_move_backwards_after_the_newest_events_were_deleted(
    tmp_path: Path, said: Callable[..., EventRow], now: datetime
) -> None:
    def forget(cursor: Cursor) -> None:
        cursor.execute("DELETE FROM events WHERE member_id = 'leaving'")
        database.mark_roster(cursor, "g1", now)

    with Database.open(tmp_path / "house.duckdb") as database:
        fill(database, said, 3, "staying")
        fill(database, said, 4, "leaving")
        database.write(forget)
        database.rewrite()
        assert database.heads() == {"g1": 8}
    with Database.open(tmp_path / "house.duckdb") as database:
        assert database.heads() == {"g1": 8}
        assert append_event(database, said(member="staying")).seq == 9


def test_a_full_disk_leaves_everything_as_it_was(
    database: Database, said: Callable[..., EventRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, said, 5, "somebody")
    with monkeypatch.context() as patch:
        usage = shutil.disk_usage("/")._replace(free=1_000_000)
        patch.setattr(rewriting.shutil, "disk_usage", lambda _: usage)
        with pytest.raises(StoreBusy, match="the disk has 1 MB left"):
            database.rewrite()
    fill(database, said, 5, "somebody")
    assert database.read("SELECT count(*) FROM events") == [(10,)]
    database.rewrite()


def test_a_copy_that_breaks_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, said: Callable[..., EventRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database.open(tmp_path / "house.duckdb") as database:
        fill(database, said, 5, "somebody")

        def broken(path: Path, fresh: Path) -> None:
            fresh.write_bytes(b"half")
            raise OSError("no space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(rewriting, "_copy", broken)
            with pytest.raises(StoreBusy, match="no space left"):
                database.rewrite()
        assert database.read("SELECT count(*) FROM events") == [(5,)]
        assert not list(tmp_path.glob("*.fresh*"))


def test_a_change_may_not_ask_for_a_rewrite(database: Database) -> None:
    with pytest.raises(BadInput, match="may not ask"):
        database.write(lambda _: database.rewrite())
    assert read_house(database, "nothing") is None


def test_whoever_is_shut_out_is_not_heard_any_more_and_others_are(
    database: Database, said: Callable[..., EventRow]
) -> None:
    append_event(database, said(member="leaving"))
    database.shut_out("leaving")
    with pytest.raises(NotAllowed, match="left this group"):
        append_event(database, said(member="leaving"))
    assert append_event(database, said(member="staying")).seq == 2
    database.let_in("leaving")
    assert append_event(database, said(member="leaving")).seq == 3


KILLED_WHILE_REWRITING = """
import os, signal, sys
from pathlib import Path
from group_plgl.store import rewriting
from group_plgl.store.database import Database

path, where = Path(sys.argv[1]), sys.argv[2]
database = Database.open(path)

def dying(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(work):
    def run(*parts):
        work(*parts)
        dying()
    return run

if where == "before the copy":
    rewriting._copy = dying
elif where == "after the copy":
    rewriting._copy = after(rewriting._copy)
elif where == "before the swap":
    rewriting.Path.replace = dying
elif where == "after the swap":
    rewriting.Path.replace = after(rewriting.Path.replace)
else:
    import threading
    threading.Timer(float(where), dying).start()
while True:
    database.rewrite()
"""


@pytest.mark.parametrize(
    "where", ["before the copy", "after the copy", "before the swap", "after the swap", "0.01", "0.07", "0.2"]
)
def test_killed_while_rewriting_there_is_one_whole_file(
    tmp_path: Path, said: Callable[..., EventRow], where: str
) -> None:
    path = tmp_path / "house.duckdb"
    with Database.open(path) as database:
        fill(database, said, 40, "staying")
        fill(database, said, 40, MARK)
        drop_member(database, MARK)
        before = contents(database)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)}
    command = [sys.executable, "-c", KILLED_WHILE_REWRITING, str(path), where]
    assert subprocess.run(command, env=environment, timeout=60).returncode == -9
    with Database.open(path) as database:
        assert contents(database) == before
        assert not list(tmp_path.glob("*.fresh*"))
        database.rewrite()
        assert contents(database) == before
    assert MARK.encode() not in bytes_beside(path)
