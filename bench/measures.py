"""What is measured, each beside its raw limit taken in the same run."""

import http.client
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench import board, load, places, raw, servers

Row = tuple[str, str, str, str, str]
ROWS_OF_CSV = 100_000


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - our own loopback address
        return bytes(answer.read())


A_COOKIE = {"Cookie": "visited=yes"}
"""Who brings a cookie gets a page made for them: what the first visitor after a change gets too."""


def against_bare(
    address: str, path: str, what: str, aim: str, folder: Path, headers: dict[str, str] | None = None
) -> Row:
    """Answers per second beside a bare WSGI answer of the same bytes."""
    body = folder / "body"
    body.write_bytes(fetch(address + path))
    ours = load.per_second(address, load.get(path, headers))
    with servers.bare(body) as limit:
        most = load.per_second(limit, load.get("/"))
    return what, f"{ours:,.0f}/s", f"{most:,.0f}/s", f"{ours / most:.3f}", aim


def not_modified(address: str, path: str, folder: Path) -> Row:
    with urllib.request.urlopen(address + path, timeout=120) as answer:  # noqa: S310
        tag = answer.headers["ETag"]
    ours = load.per_second(address, load.get(path, {"If-None-Match": tag}, expected=304))
    body = folder / "body"
    body.write_bytes(b"")
    with servers.bare(body) as limit:
        most = load.per_second(limit, load.get("/"))
    return "the same feed, 304", f"{ours:,.0f}/s", f"{most:,.0f}/s", f"{ours / most:.3f}", ""


FORMS = {
    "registrations (POST, 8 clients)": ("event-3", {}),  # whose list begins empty, as the bare one does
    "the same with 6 questions, 2 of them with places, 10,000 present": (
        places.ASKING,
        {**dict.fromkeys(("q_groep0", "q_groep1"), "middag"), **{f"q_vraag{n}": "Met de trein" for n in range(4)}},
    ),
}


def registrations(address: str, database: str, folder: Path, what: str) -> Row:
    """Posts of a filled-in form by 8 clients, each with the token of a form of its own, fetched before."""
    event, answers = FORMS[what]
    path = f"/events/{event}/register"
    page = fetch(address + path)
    tokens = [hidden(fetch(address + path), "form_token") for _ in range(1000)]
    asked = {"asked": hidden(page, "asked")} if answers else {}

    def post(connection: http.client.HTTPConnection, number: int) -> None:
        form = {
            "form_token": tokens[number], "name": f"Noor {number}", "email": f"{event}-{number}@example.org",
            "organisation": "", "remark": "", "consent": "y", "website": "", **asked, **answers,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"registration: {answer.status}")

    ours = load.per_second(address, post, clients=8, seconds=3)
    most = raw.transactions_per_second(database or "sqlite", folder)
    return what, f"{ours:,.0f}/s", f"{most:,.0f}/s", f"{ours / most:.3f}", "≥ 0.10"


def promotion(instance: Path, url: str) -> Row:
    """Everybody who waits gets a place, beside as many bare transactions by one client."""
    code = f"from bench.places import promote_all; promote_all({str(instance)!r}, {url!r})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    ours, served = float(done.stdout.split()[0]), int(done.stdout.split()[1])
    least = served / raw.transactions_per_second(url or "sqlite", instance, clients=1)
    return f"{served} who wait get a place", f"{ours:.2f} s", f"{least:.2f} s", f"{ours / least:.1f}", ""


def representation(instance: Path, url: str) -> Row:
    """The board of many member organisations, beside its queries alone."""
    code = f"from bench.board import main; main({str(instance)!r}, {url!r})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    ours, least, queries = (float(one) for one in done.stdout.split())
    what = f"board of {board.MEMBERS} organisations"
    bare = f"{least * 1000:.1f} ms ({queries:.0f} bare queries)"
    return what, f"{ours * 1000:.0f} ms", bare, f"{ours / least:.1f}", ""


def hidden(page: bytes, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rb'name="' + name.encode() + rb'"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"the form has no {name}")
    return found[1].decode()


def cold_start(instance: Path, url: str) -> Row:
    """From the command to the first page, on a database that is there; beside Python's imports alone."""
    began = time.perf_counter()
    with servers.eventhub(instance, url) as address:
        fetch(address + "/")
        ours = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import flask, sqlalchemy.orm, flask_security, icalendar"], check=True)
    least = time.perf_counter() - began
    return "cold start to the first page", f"{ours:.2f} s", f"{least:.2f} s (imports)", f"{ours / least:.1f}", "≤ 2 s"


def export(instance: Path, url: str) -> Row:
    """The whole list of one event as CSV, by the exporter itself in a process of its own, and the memory it takes."""
    code = f"from bench.export import main; main({str(instance)!r}, {url!r})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    output = done.stdout.split()
    ours, rows, more, least = float(output[0]), int(output[1]), int(output[2]), float(output[3])
    took = f"{ours:.2f} s, +{more / 2**20:.0f} MiB"
    return f"CSV of {rows:,} registrations", took, f"{least:.2f} s", f"{ours / least:.1f}", "≤ 4, memory flat"


def all_rows(instance: Path, url: str) -> Iterator[Row]:
    folder = instance
    with servers.eventhub(instance, url) as address:
        yield against_bare(address, "/events/event-2", "event page", "≥ 0.15", folder)
        yield against_bare(address, "/events/event-2", "event page, made anew", "", folder, A_COOKIE)
        yield against_bare(address, "/", "list of 50", "", folder)
        yield against_bare(address, "/", "list of 50, made anew", "", folder, A_COOKIE)
        yield against_bare(address, "/?q=netwerkdag", "search, made anew", "", folder, A_COOKIE)
        yield against_bare(address, "/calendar.ics", "feed of 1,000 events", "≥ 0.5", folder)
        yield not_modified(address, "/calendar.ics", folder)
        for what in FORMS:
            yield registrations(address, url, folder, what)
    yield promotion(instance, url)
    yield representation(instance, url)
    yield export(instance, url)
    yield cold_start(instance, url)
