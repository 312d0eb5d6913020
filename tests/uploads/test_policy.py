"""What may be shared, by name and by content."""

import io
import tracemalloc

import pytest
from PIL import Image

from eventhub.storage.pictures import MOST_PIXELS
from eventhub.text.file_names import safe_file_name, split_extension
from eventhub.uploads.contents import ContentDiffersError
from eventhub.uploads.policy import (
    SHOWN_INLINE,
    Accepted,
    EmptyFileError,
    FileTooLargeError,
    TypeNotAllowedError,
    accepted,
    served_type,
)
from tests.materials.samples import BAD, GOOD, GPS, bomb, office, pdf, picture

MIB = 1024 * 1024


def judge(name: str, data: bytes, limit: int = MIB) -> Accepted:
    return accepted(io.BytesIO(data), name, limit)


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_on_the_list_is_taken(name: str) -> None:
    file = judge(name, GOOD[name])
    assert file.size_bytes == len(file.stream.read())
    assert served_type(file.media_type) == file.media_type


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_what_it_says_is_refused(case: str) -> None:
    with pytest.raises(ContentDiffersError):
        judge(*BAD[case])


@pytest.mark.parametrize(
    "name", ["x.svg", "x.html", "x.js", "x.zip", "x.exe", "x", "x.pdf.html", ".pdf", "x.docm", "x.pdf\u202e.js"]
)
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(TypeNotAllowedError):
        judge(name, pdf())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_where_they_were_taken(kind: str) -> None:
    sent = picture(kind)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)
    data = judge(f"foto.{kind.lower()}", sent).stream.read()
    kept = Image.open(io.BytesIO(data))
    assert dict(kept.getexif()) == {}
    assert b"Exif" not in data
    assert b"CameraMaker" not in data
    assert kept.size == (40, 30)


def test_a_picture_keeps_its_kind() -> None:
    kinds = {name: judge(name, GOOD[name]) for name in ("foto.jpg", "foto.jpeg", "foto.PNG", "foto.webp")}
    assert [(file.name, file.media_type) for file in kinds.values()] == [
        ("foto.jpg", "image/jpeg"), ("foto.jpg", "image/jpeg"), ("foto.png", "image/png"), ("foto.webp", "image/webp"),
    ]  # fmt: skip


def test_what_follows_a_picture_is_left_behind() -> None:
    assert b"<script>" not in judge("foto.png", picture("PNG") + b"<script>alert(1)</script>").stream.read()


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    target = io.BytesIO()
    Image.new("1", (MOST_PIXELS // 5_000, 5_001)).save(target, "PNG")
    with pytest.raises(ContentDiffersError):
        judge("foto.png", target.getvalue())


def test_a_document_that_unpacks_to_far_more_is_refused_without_unpacking() -> None:
    data = bomb()
    tracemalloc.start()
    with pytest.raises(ContentDiffersError):
        judge("nota.docx", data, 50 * MIB)
    assert tracemalloc.get_traced_memory()[1] < 10 * MIB
    tracemalloc.stop()


def test_empty_and_large_files_are_told_apart() -> None:
    with pytest.raises(EmptyFileError):
        judge("nota.pdf", b"")
    with pytest.raises(FileTooLargeError):
        judge("nota.pdf", pdf(), limit=10)


def test_a_file_cut_off_anywhere_is_an_answer_and_no_accident() -> None:
    for data, name in ((office(), "nota.docx"), (picture("PNG"), "foto.png"), (GOOD["opname.webm"], "opname.webm")):
        for length in range(1, len(data), max(1, len(data) // 40)):
            try:
                judge(name, data[:length])
            except ContentDiffersError:
                continue


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\map\\Verslag juni.PDF", "Verslag juni.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"), ("a\x00b.pdf", "ab.pdf"), ("gnp\u202efdp.pdf", "gnpfdp.pdf"),
        ("..pdf", "file.pdf"),
        ('een<>:"|?*twee.pdf', "een-------twee.pdf"), ("  punt . .pdf", "punt.pdf"),
        ("Ünïcode – 日本.pdf", "Ünïcode – 日本.pdf"),
        ("/", "file"), ("e\u0301.pdf", "é.pdf"), ("half\ud800.pdf", "half.pdf"), ("", "file"),
    ],
)  # fmt: skip
def test_names_are_made_safe(typed: str, kept: str) -> None:
    assert safe_file_name(typed) == kept


def test_long_names_are_cut_without_breaking_a_letter() -> None:
    name = safe_file_name("é" * 300 + ".pdf")
    assert len(name.encode()) <= 150
    assert split_extension(name)[1] == ".pdf"
    assert set(split_extension(name)[0]) == {"é"}


def test_nothing_that_a_browser_runs_is_ever_shown() -> None:
    assert {kind.partition("/")[0] for kind in SHOWN_INLINE} == {"image", "application"}
    assert served_type("text/html") == "application/octet-stream"
    assert served_type("image/svg+xml") == "application/octet-stream"
