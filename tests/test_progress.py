"""The bar tells how far it is, how fast and how long still; a log gets a line now and then."""

from __future__ import annotations

import io

from group_plgl.progress import Bar, lines_of


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def stepped(stream: io.StringIO, steps: int, whole: int, seconds: float) -> str:
    time = [0.0]
    bar = Bar(stream, lambda: time[0])
    for done in range(1, steps + 1):
        time[0] += seconds
        bar.show({"stage": "reading", "done": done, "of": whole})
    bar.end()
    return stream.getvalue()


def test_a_screen_gets_one_line_that_is_written_anew() -> None:
    told = stepped(Screen(), 100, 5000, 0.1)
    assert told.count("\n") == 1
    last = told.split("\r")[-1]
    assert last.startswith("reading    ····")
    assert "of 5,000 · 10 a second · 8 min left" in last
    assert 30 <= told.count("\r") <= 60


def test_a_log_gets_a_line_every_ten_seconds_and_the_last_one() -> None:
    told = stepped(io.StringIO(), 300, 300, 0.1).splitlines()
    assert len(told) == 4
    assert told[-1].endswith("300 of 300 · 10 a second")
    assert "\r" not in "".join(told)


def test_the_report_names_files_and_the_key_and_not_thousands_of_lines() -> None:
    left = [{"path": f"{n}.txt", "problem": "this is no picture", "advice": ""} for n in range(100)]
    told = lines_of({"left_out": left, "unused": ["a.jpg"], "pictures": 5000, "axes": 64, "slug": "lobby-1",
                     "join_code": "ABC234", "host_key": "secret"})  # fmt: skip
    assert told.startswith("100 files were left out:\n  0.txt: this is no picture.\n")
    assert "and 40 more" in told
    assert "1 vectors belong to no picture" in told
    assert told.splitlines()[-1].startswith("Host key  secret")
