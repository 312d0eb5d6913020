"""Files on disk and in a real S3 store answer alike."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from eventhub import clock
from eventhub.storage import files
from tests.storage.stores import an_app

MIB = 1024 * 1024


def test_what_is_kept_is_read_again(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"verslag")
    assert files.read(key) == b"verslag"


def test_large_files_go_in_and_come_out_in_pieces(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, (bytes([number]) * MIB for number in range(12)))
    pieces = list(files.read_range(key, 3 * MIB - 1, 2 * MIB))
    assert [len(piece) for piece in pieces] == [MIB, MIB]
    assert b"".join(pieces) == b"\x02" + b"\x03" * MIB + b"\x04" * (MIB - 1)


def test_a_part_ends_where_it_should(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, bytes(range(100)))
    assert b"".join(files.read_range(key, 10, 5)) == bytes(range(10, 15))
    assert b"".join(files.read_range(key, 99, 1)) == b"c"
    assert b"".join(files.read_range(key, 0, 0)) == b""


def test_a_key_holds_the_latest_file(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"oud")
    files.put(key, b"nieuw")
    assert files.read(key) == b"nieuw"


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"weg")
    files.delete(key)
    files.delete(key)
    with pytest.raises(files.MissingFileError):
        files.read(key)
    with pytest.raises(files.MissingFileError):
        next(files.read_range(key, 0, 1))


def test_a_file_that_breaks_off_is_not_kept(store: None) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the sender went away")

    key = files.new_key("materials")
    with pytest.raises(OSError, match="went away"):
        files.put(key, broken())
    with pytest.raises(files.MissingFileError):
        files.read(key)


def test_keys_are_never_the_same_and_never_a_name() -> None:
    keys = {files.new_key("materials") for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == len("materials/") + 3 + 32 for key in keys)


def test_a_key_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim")
    with an_app(tmp_path).app_context(), pytest.raises((files.MissingFileError, ValueError)):
        files.read("../secret")


def test_files_are_listed_by_folder_with_the_moment_they_were_written(store: None) -> None:
    keys = [files.new_key("listed") for _ in range(3)]
    for key in (*keys, files.new_key("elsewhere")):
        files.put(key, b"x")
    found = dict(files.listed("listed"))
    assert sorted(found) == sorted(keys)
    assert all(abs(written_at - clock.now()) < timedelta(minutes=1) for written_at in found.values())
    assert list(files.listed("nothing")) == []
