"""What makes an output harmless: it is read as programs read it, and nothing in it does anything."""

import contextlib
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from icalendar import Calendar, Component
from werkzeug.http import parse_options_header

from tests.icalcheck.grammar import byte_checks, parse
from tests.icalcheck.results import RESULTS
from tests.icalcheck.structure import structure
from tests.safety.documents import Document
from tests.safety.outputs import Mail, cells
from tests.safety.payloads import COMPUTED

SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "webcal"})
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "cite", "srcset", "content", "xlink:href"}
)
FORMULA = tuple("=+-@\t\r＝＋－＠")
Vocabulary = set[tuple[str, str]]


def vocabulary(document: Document) -> Vocabulary:
    """Every element with each of its attributes."""
    return {(tag, name) for tag, values in document.elements for name in (*values, "")}


def scheme_of(address: str) -> str:
    """The scheme a browser sees: it drops blanks and control characters first."""
    bare = re.sub(r"[\x00-\x20\x7f-\xa0]", "", address).lower()
    found = re.match(r"([a-z][a-z0-9+.-]*):", bare)
    return found[1] if found else ""


def _mailto(address: str) -> None:
    """A link that writes a mail, to one person, with nothing that somebody else put in."""
    parts = urlsplit(address)
    assert set(parse_qs(parts.query, keep_blank_values=True)) <= {"subject", "body"}, address
    assert unquote(parts.path).count("@") <= 1, address


def _element(tag: str, values: dict[str, str]) -> None:
    is_icon = tag == "link" and values.get("rel") == "icon"
    for name, value in values.items():
        assert not name.startswith("on"), f"{name} in <{tag}>"
        if name in ADDRESSES and not (tag == "meta" and not values.get("property", "").endswith(("url", "image"))):
            assert scheme_of(value) in SCHEMES or (is_icon and value.startswith("data:image/")), f"{value!r} in <{tag}>"
        if name == "href" and scheme_of(value) == "mailto":
            _mailto(value)
    if tag == "script" and values.get("type") != "application/ld+json":
        assert values.get("src", "").startswith("/static/"), values


def page(html: str, known: Vocabulary) -> Document:
    """A page with no other elements and attributes than our own, none of which runs or leads astray."""
    document = Document(html)
    assert vocabulary(document) - known == set()
    for tag, values in document.elements:
        _element(tag, values)
    assert COMPUTED not in document.seen()
    assert not any(re.search(r"t\d\dq", text) for text in document.comments)
    return document


def structured(document: Document) -> dict[str, Any]:
    """The only JSON-LD of a page."""
    found = [json.loads(text) for text in document.scripts("application/ld+json")]
    assert len(found) == 1
    return dict(found[0])


def _walk(component: Component) -> Iterator[Component]:
    yield component
    for one in component.subcomponents:
        yield from _walk(one)


def calendar(body: bytes, kind: str) -> list[Component]:
    """The parts of a calendar that passes the checker. `kind` as the checker knows it."""
    RESULTS.clear()
    byte_checks(body, 1_000_000)
    structure(parse(body), kind, ".*", [], body)
    assert [result for result in RESULTS if result[0] == "FAIL"] == []
    return list(_walk(Calendar.from_ical(body)))


def shape(components: list[Component]) -> Counter[str]:
    """What a calendar is made of, whatever it says."""
    return Counter(f"{one.name} {name}" for one in components for name in ("", *one.keys()))


def calendar_words(components: list[Component]) -> str:
    """Every text of a calendar."""
    found = []
    for one in components:
        for value in one.values():
            parts = value if isinstance(value, list) else [value]
            found += [str(text) for part in parts for text in (getattr(part, "cats", None) or [part])]
    return "\n".join(found)


def table(body: bytes) -> list[list[str]]:
    """The rows of a CSV none of whose cells a spreadsheet calculates."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(FORMULA) or re.fullmatch(r"[+-]?\d+", cell), cell
    return rows


def sheet(body: bytes) -> list[list[Any]]:
    """The values of a workbook that holds no formula and no link."""
    rows = cells(body)
    for cell in (cell for row in rows for cell in row):
        assert (cell.data_type, cell.hyperlink) != ("f", None), cell.value
        assert cell.data_type != "f", cell.value
        assert cell.hyperlink is None
    return [[cell.value for cell in row] for row in rows]


def disposition(header: str) -> str:
    """The file name a download is given; the header says nothing else."""
    assert header.isascii()
    assert header.isprintable()
    kind, options = parse_options_header(header)
    assert kind in {"attachment", "inline"}
    assert set(options) == {"filename"}
    assert not set(options["filename"]) & set('/\\"\r\n\0')
    return options["filename"]


def mail(one: Mail, headers: set[str], known: Vocabulary) -> str:
    """The words of a mail that has our headers and no others, goes to one person, and whose HTML is inert."""
    message = one.message
    assert set(message.keys()) <= headers
    assert max(Counter(message.keys()).values()) == 1
    assert [len(message[name].addresses) for name in ("To", "From")] == [1, 1]
    assert len(message["Reply-To"].addresses if "Reply-To" in message else [1]) == 1
    for part in message.walk():
        assert part.defects == [], part.defects
    html = page(one.part("text/html"), known)
    texts = [str(message["Subject"]), one.part("text/plain"), html.seen()]
    texts += [f"{address.display_name} {address.addr_spec}" for address in message["To"].addresses]
    with contextlib.suppress(KeyError):
        assert COMPUTED not in one.part("text/plain")
    return "\n".join(texts)
