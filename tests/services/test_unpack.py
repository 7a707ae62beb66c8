"""Archives: what is inside comes out one by one; tricks cost only themselves."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from group_plgl.errors import BadInput, UnsafeBytes
from group_plgl.services import unpack
from group_plgl.services.unpack import MOST_ENTRIES, Entry, is_archive, unpacked

from ..brought import packed, photo, with_link, with_password

MOST = 20_000_000


def entries(content: bytes) -> list[Entry]:
    return list(unpacked(io.BytesIO(content), MOST))


def only_problem(content: bytes) -> str:
    (entry,) = entries(content)
    assert entry.content == b""
    return str(entry.problem)


def test_files_come_out_in_order_and_whole() -> None:
    files = {"b.jpg": photo(1), "folder/a.png": photo(2)}
    assert [(one.name, one.content, one.problem) for one in entries(packed(files))] == [
        (name, content, None) for name, content in files.items()
    ]


def test_folders_and_what_systems_leave_lying_about_are_passed_over() -> None:
    files = {"x/": b"", "__MACOSX/._a.jpg": b"1", "x/.DS_Store": b"2", "Thumbs.db": b"3", "x/a.jpg": b"4"}
    assert [one.name for one in entries(packed(files))] == ["x/a.jpg"]


@pytest.mark.parametrize(
    "name",
    ["../up.jpg", "/etc/x.jpg", "C:\\x.jpg", "c:/x.jpg", "a/../../x.jpg", "\\\\host\\x.jpg", "a\\..\\x"],
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert "leads out" in only_problem(packed({name: photo(1)}))


def test_a_name_with_an_end_in_its_middle_is_refused() -> None:
    content = packed({"fineXname.jpg": photo(1)}).replace(b"fineXname", b"fine\0name")
    assert "leads out" in only_problem(content)


def test_links_are_no_pictures() -> None:
    assert "link" in only_problem(with_link())


def test_locked_files_are_told_as_such() -> None:
    assert "password" in only_problem(with_password())


def test_only_plain_packing_is_read() -> None:
    assert "packed in a way" in only_problem(packed({"a.jpg": photo(1)}, zipfile.ZIP_LZMA))


def test_what_grows_out_of_all_proportion_is_stopped_while_it_grows() -> None:
    bomb = packed({"bomb.jpg": bytes(15_000_000), "fine.jpg": photo(1)})
    assert len(bomb) < 40_000
    first, second = entries(bomb)
    assert "more than 100 times" in str(first.problem)
    assert second.content == photo(1)


def test_a_file_is_read_no_further_than_is_worth_it() -> None:
    noise = bytes(range(256)) * 400
    (entry,) = unpacked(io.BytesIO(packed({"a.jpg": noise}, zipfile.ZIP_STORED)), 1000)
    assert len(entry.content) == 1001


def test_all_files_together_have_a_limit_that_is_kept_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_BYTES_IN_ALL", 25_000)
    files = {f"{place}.jpg": bytes(range(250)) * 40 for place in range(5)}
    read = entries(packed(files, zipfile.ZIP_STORED))
    assert [len(one.content) for one in read] == [10_000, 10_000, 5_001, 0, 0]
    assert "was not read" in str(read[-1].problem)


def test_damage_inside_costs_one_file_only() -> None:
    content = bytearray(packed({"a.jpg": photo(1), "b.jpg": photo(2)}, zipfile.ZIP_STORED))
    content[content.index(photo(1)) + 50] ^= 0xFF
    damaged, fine = entries(bytes(content))
    assert "damaged" in str(damaged.problem)
    assert fine.content == photo(2)


def test_too_long_a_list_is_not_even_opened() -> None:
    with pytest.raises(BadInput, match=f"{MOST_ENTRIES + 1:d}"):
        entries(packed({f"{n}.jpg": b"" for n in range(MOST_ENTRIES + 1)}))


def test_a_list_that_lies_about_its_length_is_found_out() -> None:
    content = bytearray(packed({f"{n}.jpg": b"" for n in range(MOST_ENTRIES + 1)}))
    struct.pack_into("<HH", content, content.rindex(b"PK\x05\x06") + 8, 1, 1)
    with pytest.raises(BadInput, match="at most"):
        entries(bytes(content))


def test_the_long_form_of_the_list_is_looked_at_too() -> None:
    plain = packed({"a.jpg": photo(1)})
    end = plain.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HII", plain, end + 10)
    for entries_told, where in ((10**9, end), (count, 5)):
        record = struct.pack(
            "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, entries_told, entries_told, size, start
        )
        locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, where, 1)
        with pytest.raises((BadInput, UnsafeBytes)):
            entries(plain[:end] + record + locator + plain[end:])


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 and then nothing", packed({"a.jpg": photo(1)})[:-30], b"PK\x05\x06" + b"\0" * 5]
)
def test_half_an_archive_is_said_to_be_broken(content: bytes) -> None:
    with pytest.raises(UnsafeBytes, match="broken"):
        entries(content)


def test_an_empty_archive_is_empty() -> None:
    assert entries(packed({})) == []


def test_an_archive_is_known_by_how_it_begins() -> None:
    assert is_archive(packed({"a": b"1"}))
    assert is_archive(packed({}))
    assert not is_archive(photo(1))
