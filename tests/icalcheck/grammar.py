"""Bytes and grammar: lines, folding, components and their properties."""
import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from tests.icalcheck.results import rep

UTC = timezone.utc
LINE = re.compile(r"^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(.*)$", re.S)
PAR = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)")


class Comp:
    def __init__(s, name):
        s.name, s.props, s.subs = name, [], []

    def all(s, n):
        return [p for p in s.props if p[0] == n]

    def get(s, n):
        a = s.all(n)
        return a[0] if a else None

    def val(s, n):
        p = s.get(n)
        return p[2] if p else None


def byte_checks(data, maxb):
    rep(data.startswith(b"BEGIN:VCALENDAR\r\n"), "B1 starts with BEGIN:VCALENDAR CRLF (no BOM)", repr(data[:20]))
    rep(data.endswith(b"END:VCALENDAR\r\n"), "B2 ends with END:VCALENDAR CRLF", repr(data[-20:]))
    bare = re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    rep(not bare, "B3 only CRLF line ends", f"at byte {bare.start()}" if bare else "")
    long = [l for l in data.split(b"\r\n") if len(l) > 75]
    rep(not long, "B4 no line over 75 octets", f"{len(long)} lines, first {long[0][:60]!r}" if long else "")
    try:
        data.decode("utf-8")
        ok = True
    except UnicodeDecodeError as x:
        ok = False
        rep(False, "B5 UTF-8", str(x))
    if ok:
        bad = []
        for l in data.split(b"\r\n"):
            try:
                l.decode("utf-8")
            except UnicodeDecodeError:
                bad.append(l)
        rep(not bad, "B5 UTF-8, no character split by folding", f"{len(bad)} lines" if bad else "")
        m = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff]", data.decode("utf-8"))
        rep(not m, "B6 no control characters, U+0085, U+2028/9, U+FEFF", repr(m.group()) if m else "")
    rep("PASS" if len(data) <= maxb else "WARN", f"B7 not over {maxb} bytes", str(len(data)))
    rep(b"\r\n\r\n" not in data, "B8 no empty lines")


def parse(data):
    txt = data.decode("utf-8", "replace")
    txt = re.sub("\r?\n[ \t]", "", txt)
    root, stack, bad = None, [], []
    for i, l in enumerate(txt.split("\r\n" if "\r\n" in txt else "\n")):
        if not l:
            continue
        m = LINE.match(l)
        if not m:
            bad.append(l[:100])
            continue
        n, params, v = m.group(1).upper(), m.group(2), m.group(3)
        pd = {}
        for k, pv in PAR.findall(params):
            if k.upper() in pd:
                bad.append("parameter twice: " + l[:80])
            pd[k.upper()] = pv
        if n == "BEGIN":
            c = Comp(v)
            (stack[-1].subs.append(c) if stack else None)
            if root is None:
                root = c
            elif not stack:
                bad.append("second top component")
            stack.append(c)
        elif n == "END":
            if not stack or stack[-1].name != v:
                bad.append("END without BEGIN: " + v)
            else:
                stack.pop()
        elif stack:
            stack[-1].props.append((n, pd, v))
        else:
            bad.append("outside: " + l[:60])
    if stack:
        bad.append("not closed: " + stack[-1].name)
    rep(not bad, "S1 every line parses, components balanced", "; ".join(bad[:3]))
    return root


def dt(p):
    """property tuple -> date | aware datetime | None"""
    n, pd, v = p
    if pd.get("VALUE") == "DATE":
        return datetime.strptime(v, "%Y%m%d").date()
    if v.endswith("Z"):
        return datetime.strptime(v, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    d = datetime.strptime(v, "%Y%m%dT%H%M%S")
    tz = pd.get("TZID", "").strip('"')
    return d.replace(tzinfo=ZoneInfo(tz)) if tz else d


def walk(c):
    yield c
    for s in c.subs:
        yield from walk(s)
