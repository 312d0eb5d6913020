"""icalcheck: pass/fail checks of an iCalendar feed, download or message.

    python -m tests.icalcheck FILE|URL [--kind feed|private|download|request|cancel|uninvite|publish]
                        [--window 2026-01-01 2029-01-01] [--expect cases.json [--case KEY]]
                        [--allow-mail REGEX] [--forbid TEXT ...] [--max-bytes N]
                        [--parsers icalendar,vobject,ical] [--py PYTHON] [--json] [-q]

Standard library only; the parsers run as subprocesses.  A parser that is missing is reported as "not installed: NAME".  Exit code 0: no check failed; 1: a check failed, or fewer than 3 parsers ran; 2: wrong usage.
"""
import argparse
import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.parse

from tests.icalcheck.agreement import PARSERS, run_parsers
from tests.icalcheck.answers import http_checks
from tests.icalcheck.grammar import byte_checks, parse
from tests.icalcheck.results import RESULTS, rep
from tests.icalcheck.structure import structure


def expected(path, key):
    """-> the expected [uid, start, end] in UTC of a cases.json (all feed cases, or the one named) or of a plain list, and the chosen case"""
    j = json.load(open(path, encoding="utf-8"))
    if isinstance(j, list):
        return sorted(tuple(x[:3]) for x in j), None
    chosen = [c for c in j["cases"] if (c["key"] == key if key else c["kind"] == "feed")]
    if not chosen:
        print(f"no case {key} in {path}", file=sys.stderr)
        sys.exit(2)
    return sorted(tuple(x[:3]) for c in chosen for x in c["occ"]), chosen[0] if key else None


def line_checks(data, case):
    """the lines that a case asks for or forbids; ^ at the start stands for the start of a line"""
    lines = re.sub("\r?\n[ \t]", "", data.decode("utf-8", "replace")).split("\r\n")

    def there(t):
        return any(l.startswith(t[1:]) if t.startswith("^") else t in l for l in lines)
    lack, extra = [t for t in case["must"] if not there(t)], [t for t in case["mustnot"] if there(t)]
    rep(not lack, f"C1 {case['key']}: every line that must be there", "; ".join(map(repr, lack)))
    rep(not extra, f"C2 {case['key']}: nothing that must not be there", "; ".join(map(repr, extra)))


def arguments():
    ap = argparse.ArgumentParser(description="Checks an iCalendar feed, download or message.")
    ap.add_argument("src", metavar="FILE|URL")
    ap.add_argument("--kind", default="feed", choices=["feed", "private", "download", "request", "cancel", "uninvite", "publish"])
    ap.add_argument("--window", nargs=2, default=["2026-01-01", "2029-01-01"], metavar=("FROM", "TO"))
    ap.add_argument("--expect", help="cases.json, or a JSON list of [uid, start, end]")
    ap.add_argument("--case", help="with --expect cases.json: only the case with this key, and its lines")
    ap.add_argument("--allow-mail", default="", metavar="REGEX", help="e-mail addresses that may appear")
    ap.add_argument("--forbid", nargs="*", default=[], metavar="TEXT", help="texts that must not appear")
    ap.add_argument("--parsers", default=",".join(PARSERS))
    ap.add_argument("--py", default=os.environ.get("ICALCHECK_PY", sys.executable), help="the Python that has the parsers (ICALCHECK_PY)")
    ap.add_argument("--max-bytes", type=int, default=1_000_000)
    ap.add_argument("--json", action="store_true")
    ap.add_argument("-q", action="store_true", help="only what is not PASS, and the sum")
    a = ap.parse_args()
    a.parsers = a.parsers.split(",")
    if unknown := [n for n in a.parsers if n not in PARSERS]:
        ap.error(f"unknown parser {unknown[0]}; known: {', '.join(PARSERS)}")
    if a.case and not a.expect:
        ap.error("--case needs --expect")
    for f in [a.expect] + ([] if re.match("https?://", a.src) else [a.src]):
        if f and not os.path.isfile(f):
            ap.error(f"no such file: {f}")
    return a


def read(a):
    """the bytes to check; for a URL after the HTTP checks"""
    if not re.match("https?://", a.src):
        with open(a.src, "rb") as f:
            return f.read()
    if a.kind == "private":   # the token must not stand in the feed itself (SOURCE, URL)
        a.forbid.append(urllib.parse.urlsplit(a.src).path.rsplit("/", 1)[-1].removesuffix(".ics"))
    try:
        return http_checks(a.src, a.kind) or b""
    except urllib.error.URLError as x:
        rep(False, "H1 status 200", str(x.reason))
        return b""


def main():
    a = arguments()
    data = read(a)
    byte_checks(data, a.max_bytes)
    structure(parse(data), a.kind, a.allow_mail, a.forbid, data)
    exp, case = expected(a.expect, a.case) if a.expect else (None, None)
    if case:
        line_checks(data, case)
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "feed.ics")
        with open(path, "wb") as f:
            f.write(data)
        run_parsers(path, a.window, a.parsers, a.py, exp)
    if a.json:
        print(json.dumps(RESULTS))
    else:
        for s, c, m, d in RESULTS:
            if not (a.q and s == "PASS"):
                print(f"{s:4} {c}" + (f"  [{m}]" if m and s != "PASS" else ""))
    n = {k: sum(r[0] == k for r in RESULTS) for k in ("PASS", "FAIL", "WARN", "SKIP")}
    print(f"{n['PASS']} passed, {n['FAIL']} failed, {n['WARN']} warned, {n['SKIP']} skipped", file=sys.stderr if a.json else sys.stdout)
    sys.exit(1 if n["FAIL"] else 0)


if __name__ == "__main__":
    main()
