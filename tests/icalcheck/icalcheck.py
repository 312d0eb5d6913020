#!/usr/bin/env python3
"""icalcheck: pass/fail checks of an iCalendar feed, download or message.

    python icalcheck.py FILE|URL [--kind feed|private|download|request|cancel|uninvite|publish]
                        [--window 2026-01-01 2029-01-01] [--expect cases.json [--case KEY]]
                        [--allow-mail REGEX] [--forbid TEXT ...] [--max-bytes N]
                        [--parsers icalendar,vobject,ical] [--py PYTHON] [--json] [-q]

Standard library only; the parsers run as subprocesses.  A parser that is missing is reported as "not installed: NAME".  Exit code 0: no check failed; 1: a check failed, or fewer than 3 parsers ran; 2: wrong usage.
"""
from __future__ import annotations
import argparse, gzip, json, os, re, subprocess, sys, tempfile, urllib.error, urllib.parse, urllib.request, urllib.robotparser
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC = timezone.utc
HERE = os.path.dirname(os.path.abspath(__file__))
RESULTS = []
PARSERS = ("icalendar", "vobject", "ical")
LEAST_PARSERS = 3


def rep(ok, cid, msg="", detail=""):
    RESULTS.append((ok if isinstance(ok, str) else ("PASS" if ok else "FAIL"), cid, msg, detail))


# ---------------------------------------------------------------- HTTP
class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *a, **k):
        return None


def fetch(url, method="GET", **h):
    req = urllib.request.Request(url, method=method, headers={k.replace("_", "-"): v for k, v in h.items()})
    op = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        r = op.open(req, timeout=30)
    except urllib.error.HTTPError as e:
        r = e
    return r.status if hasattr(r, "status") else r.code, r.headers, r.read()


def http_checks(url, kind):
    private = kind == "private"
    st, h, body = fetch(url, Accept_Encoding="identity")
    rep(st == 200, "H1 status 200", f"got {st}")
    if st != 200:
        return None
    ct = (h.get("Content-Type") or "").lower().replace(" ", "")
    rep(ct.startswith("text/calendar") and "charset=utf-8" in ct, "H2 Content-Type text/calendar; charset=utf-8", ct)
    most = 200 if private else 256
    rep(len(re.sub("^https?://", "webcal://", url)) <= most, f"H3 URL at most {most} characters as webcal:// (Google fails silently over 256)", f"{len(url)}")
    st2, h2, b2 = fetch(url, Accept_Encoding="identity")
    rep(b2 == body, "H4 two GETs are byte-identical", "differs: DTSTAMP=now()?" if b2 != body else "")
    et = h.get("ETag")
    rep(bool(et), "H5 ETag present", et or "")
    if et:
        s, hh, b = fetch(url, If_None_Match=et, Accept_Encoding="identity")
        rep(s == 304 and not b, "H6 If-None-Match -> 304, no body", f"{s} {len(b)} bytes")
        rep(hh.get("ETag") == et, "H7 304 repeats the ETag", str(hh.get("ETag")))
        s, hh, b = fetch(url, If_None_Match='"something-else"')
        rep(s == 200, "H8 other ETag -> 200", str(s))
    lm = h.get("Last-Modified")
    rep("PASS" if lm else "WARN", "H9 Last-Modified present", lm or "")
    if lm:
        s, hh, b = fetch(url, If_Modified_Since=lm)
        rep(s == 304, "H10 If-Modified-Since -> 304", str(s))
    s, hh, b = fetch(url, method="HEAD", Accept_Encoding="identity")
    rep(s == 200 and not b and (hh.get("ETag") == et) and hh.get("Content-Type") == h.get("Content-Type"), "H11 HEAD like GET without body", f"{s} {len(b)}")
    s, hh, b = fetch(url, Accept_Encoding="gzip")
    gz = hh.get("Content-Encoding") == "gzip"
    rep(gz and gzip.decompress(b) == body, "H12 gzip when asked, same bytes inside", f"{hh.get('Content-Encoding')} {len(b)} of {len(body)}")
    if gz:
        rep("accept-encoding" in (hh.get("Vary") or "").lower(), "H13 Vary: Accept-Encoding", hh.get("Vary") or "")
        e2 = hh.get("ETag") or ""
        rep(e2.startswith("W/") or e2 != et, "H14 one strong ETag is not used for two codings (RFC 9110 8.8.3.3)", f"{et} / {e2}")
        s, h3, b3 = fetch(url, Accept_Encoding="gzip", If_None_Match=e2)
        rep(s == 304, "H15 If-None-Match with gzip -> 304", str(s))
    # Google sends no Accept header
    s, hh, b = fetch(url, User_Agent="Google-Calendar-Importer")
    rep(s == 200 and hh.get_content_type() == "text/calendar", "H16 no Accept header (Google-Calendar-Importer) -> calendar", f"{s} {hh.get_content_type()}")
    s, hh, b = fetch(url, Accept="text/html")
    rep(s == 200 and (hh.get("Content-Type") or "").startswith("text/calendar"), "H17 Accept: text/html still gives the calendar", str(hh.get("Content-Type")))
    cc = (h.get("Cache-Control") or "").lower()
    if private:
        rep("private" in cc or "no-store" in cc, "H18 Cache-Control private", cc)
        rep("noindex" in (h.get("X-Robots-Tag") or ""), "H19 X-Robots-Tag noindex on a private feed", h.get("X-Robots-Tag") or "")
    else:
        rep("max-age" in cc and "no-store" not in cc, "H18 Cache-Control with max-age", cc)
    rep(not h.get("Set-Cookie"), "H20 no Set-Cookie", h.get("Set-Cookie") or "")
    cd = h.get("Content-Disposition") or ""
    rep("WARN" if cd.lower().startswith("attachment") and kind != "download" else "PASS", "H21 Content-Disposition is not attachment for a feed", cd)
    p = urllib.parse.urlsplit(url)
    try:
        s, hh, b = fetch(f"{p.scheme}://{p.netloc}/robots.txt")
        rp = urllib.robotparser.RobotFileParser()
        rp.parse(b.decode("utf-8", "replace").splitlines() if s == 200 else [])
        rep(rp.can_fetch("Google-Calendar-Importer", url) and rp.can_fetch("Googlebot", url), "H22 robots.txt does not forbid the feed path", f"robots.txt {s}")
    except Exception as x:
        rep("SKIP", "H22 robots.txt", str(x))
    return body


# ---------------------------------------------------------------- bytes and grammar
LINE = re.compile(r"^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(.*)$", re.S)
PAR = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)")
TEXTP = {"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT", "CONTACT", "RESOURCES", "NAME", "UID", "STATUS", "TRANSP", "CLASS", "TZNAME", "RELATED-TO",
         "X-WR-CALNAME", "X-WR-CALDESC", "X-ALT-DESC", "STYLED-DESCRIPTION", "METHOD", "PRODID"}
LISTP = {"CATEGORIES", "RESOURCES"}
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY", "SEQUENCE",
        "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "RRULE", "COLOR"}
URIP = {"URL", "CONFERENCE", "IMAGE", "ATTACH", "SOURCE", "TZURL"}
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


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


def structure(root, kind, allow, forbid, raw):
    if root is None or root.name != "VCALENDAR":
        rep(False, "S2 VCALENDAR")
        return
    rep(root.val("VERSION") == "2.0" and len(root.all("PRODID")) == 1, "S2 VERSION:2.0 and one PRODID", f"{root.val('VERSION')} {root.val('PRODID')}")
    feed = kind in ("feed", "private")
    method = root.val("METHOD")
    want = {"feed": (None,), "private": (None,), "download": (None,), "request": ("REQUEST",), "cancel": ("CANCEL",), "uninvite": ("CANCEL",), "publish": ("PUBLISH",)}[kind]
    rep(method in want, f"S3 METHOD fits kind {kind}", str(method))
    if feed:
        rep(not root.get("UID"), "S4 no calendar-level UID (vdirsyncer then sees ONE item)", root.val("UID") or "")
        nm = root.val("X-WR-CALNAME")
        rep(bool(nm), "S5 X-WR-CALNAME present", nm or "")
        ri, tt = root.get("REFRESH-INTERVAL"), root.get("X-PUBLISHED-TTL")
        rep(bool(ri) and ri[1].get("VALUE") == "DURATION" and bool(tt), "S6 REFRESH-INTERVAL;VALUE=DURATION and X-PUBLISHED-TTL", f"{ri} {tt}")
    evs = [c for c in root.subs if c.name == "VEVENT"]
    rep("PASS" if evs else "WARN", "S7 has VEVENTs", str(len(evs)))
    E = {k: [] for k in "S8 S9 S10 S11 S12 S13 S14 S15 S16 S17 S18 S19 S20".split()}
    seen, masters = {}, {}
    now = datetime.now(UTC) + timedelta(minutes=5)
    for e in evs:
        u = e.val("UID")
        tag = (u or "?")[-16:]
        for need in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            if not e.get(need):
                E["S8"].append(f"{tag} lacks {need}")
        for n in ONCE:
            if len(e.all(n)) > 1:
                E["S9"].append(f"{tag} {n} twice")
        if e.get("DTEND") and e.get("DURATION"):
            E["S9"].append(f"{tag} DTEND and DURATION")
        rid = e.get("RECURRENCE-ID")
        key = (u, rid[2] if rid else None)
        if key in seen:
            E["S10"].append(f"{key}")
        seen[key] = e
        if not rid:
            masters[u] = e
        try:
            s = dt(e.get("DTSTART"))
            t = dt(e.get("DTEND")) if e.get("DTEND") else None
            if isinstance(s, datetime) and s.tzinfo is None:
                E["S11"].append(f"{tag} floating DTSTART")
            if t is None:
                E["S11"].append(f"{tag} no DTEND")
            elif isinstance(s, datetime) != isinstance(t, datetime):
                E["S11"].append(f"{tag} DATE and DATE-TIME mixed")
            else:
                a, b = (s.astimezone(UTC), t.astimezone(UTC)) if isinstance(s, datetime) and s.tzinfo and t.tzinfo else (s, t)
                if not b > a:
                    E["S11"].append(f"{tag} end not after start")
            if isinstance(s, datetime) and s.tzinfo and s.tzinfo is not UTC and s.astimezone(UTC).astimezone(s.tzinfo).replace(tzinfo=None) != s.replace(tzinfo=None):
                E["S11"].append(f"{tag} start does not exist in its zone (DST gap)")
        except Exception as x:
            E["S11"].append(f"{tag} {x}")
            s = None
        r = e.val("RRULE")
        if r:
            m = re.search(r"UNTIL=([^;]+)", r)
            if m and s is not None:
                isd = not isinstance(s, datetime)
                if isd != (len(m.group(1)) == 8) or (not isd and not m.group(1).endswith("Z")):
                    E["S12"].append(f"{tag} UNTIL={m.group(1)}")
            if "COUNT=" in r and "UNTIL=" in r:
                E["S12"].append(f"{tag} COUNT and UNTIL")
            if not re.search("COUNT=|UNTIL=", r):
                E["S12"].append(f"{tag} endless RRULE")
        for x in e.all("EXDATE") + e.all("RDATE") + ([rid] if rid else []):
            if s is not None and (x[1].get("VALUE") == "DATE") != (not isinstance(s, datetime)) and x[0] != "RECURRENCE-ID":
                E["S12"].append(f"{tag} {x[0]} value type")
        if e.get("RDATE") and not r:
            E["S12"].append(f"{tag} RDATE without RRULE (Outlook drops the event)")
        st, tr = e.val("STATUS"), e.val("TRANSP")
        if (st is not None if kind == "uninvite" else st not in ("TENTATIVE", "CONFIRMED", "CANCELLED")) or tr not in ("OPAQUE", "TRANSPARENT"):
            E["S13"].append(f"{tag} STATUS={st} TRANSP={tr}")
        if st == "CANCELLED":
            if tr != "TRANSPARENT" or any(c.name == "VALARM" for c in e.subs):
                E["S13"].append(f"{tag} cancelled but opaque or with alarm")
        if not re.fullmatch(r"\d+", e.val("SEQUENCE") or "0"):
            E["S13"].append(f"{tag} SEQUENCE")
        ds = e.get("DTSTAMP")
        if ds and (not re.fullmatch(r"\d{8}T\d{6}Z", ds[2]) or dt(ds) > now):
            E["S14"].append(f"{tag} DTSTAMP {ds[2]}")
        lm = e.val("LAST-MODIFIED")
        if method is None and lm and ds and ds[2] != lm:
            E["S14"].append(f"{tag} DTSTAMP {ds[2]} is not LAST-MODIFIED {lm} (no METHOD)")
        if feed or kind == "download":
            for n in ("ATTENDEE", "REQUEST-STATUS"):
                if e.get(n):
                    E["S15"].append(f"{tag} {n}")
            if any(c.name in ("VALARM", "PARTICIPANT") for c in e.subs) and kind == "feed":
                E["S15"].append(f"{tag} VALARM/PARTICIPANT")
        else:
            at = e.all("ATTENDEE")
            if kind in ("request", "cancel", "uninvite") and len(at) != 1:
                E["S15"].append(f"{tag} {len(at)} ATTENDEEs (must be exactly the recipient)")
            if kind == "publish" and at:
                E["S15"].append(f"{tag} ATTENDEE in PUBLISH")
            if not e.get("ORGANIZER"):
                E["S15"].append(f"{tag} no ORGANIZER")
            if kind == "cancel" and (st != "CANCELLED" or not int(e.val("SEQUENCE") or 0) > 0):
                E["S15"].append(f"{tag} CANCEL needs STATUS:CANCELLED and a raised SEQUENCE")
            if kind == "request" and st == "CANCELLED":
                E["S15"].append(f"{tag} REQUEST with STATUS:CANCELLED (Thunderbird keeps it; use CANCEL)")
        if len(u or "") >= 255:
            E["S16"].append(tag)
        if u and ("@" in u and kind == "feed" and MAIL.fullmatch(u) and not re.search(r"[0-9a-f-]{8}", u)):
            E["S16"].append(f"UID looks like a mail address: {u}")
    for (u, r), e in seen.items():
        if r and u not in masters and method is None:   # a message may carry one override alone (RFC 5546 3.2.2)
            E["S10"].append(f"override without master {u}")
    for c in walk(root):
        for n, pd, v in c.props:
            if n in TEXTP:
                t = v
                if re.search(r"\\(?![\\;,nN])", re.sub(r"\\\\", "", t)):
                    E["S17"].append(f"{n}: bad escape {t[:50]}")
                naked = re.sub(r"\\.", "", t)
                if ";" in naked or ("," in naked and n not in LISTP):
                    E["S17"].append(f"{n}: bare ; or , in {t[:60]}")
            if n in ("SUMMARY", "LOCATION") and re.search(r"(?<!\\)(\\\\)*\\[nN]", v):
                E["S17"].append(f"{n}: line break in {v[:50]}")
            if n in URIP and not re.match(r"(https://|mailto:|tel:|cid:|xmpp:|sip:)", v):
                E["S18"].append(f"{n}:{v[:60]}")
            for m in MAIL.findall(" ".join(list(pd.values()) + [v]).replace("\\n", " ")):
                if not (allow and re.search(allow, m)) and not (n == "UID"):
                    E["S19"].append(f"{n}: {m}")
    for f in forbid or ():
        if f in raw.decode("utf-8", "replace") or f in re.sub("\r?\n[ \t]", "", raw.decode("utf-8", "replace")):
            E["S20"].append(f)
    T = {"S8": "UID, DTSTAMP, DTSTART, SUMMARY in every VEVENT", "S9": "single properties once, not DTEND+DURATION", "S10": "UID(+RECURRENCE-ID) unique, overrides have a master (alone only in messages)",
         "S11": "start/end: same type, zoned, end after start, start exists", "S12": "RRULE ends, UNTIL/EXDATE types fit", "S13": "STATUS, TRANSP, SEQUENCE; cancelled is TRANSPARENT, no alarm",
         "S14": "DTSTAMP in UTC, not future, = LAST-MODIFIED where there is no METHOD", "S15": "attendee / organizer / alarm rules of the kind", "S16": "UID length and form",
         "S17": "TEXT escaping; one-line SUMMARY/LOCATION", "S18": "URIs are https", "S19": "no e-mail address but the allowed ones", "S20": "no forbidden text"}
    for k, v in E.items():
        if k == "S20" and not forbid:
            continue
        sev = "WARN" if k == "S18" and v else (not v)
        rep(sev, f"{k} {T[k]}", f"{len(v)}: " + "; ".join(v[:3]) if v else "")
    # time zones
    used, bad = {}, []
    for c in walk(root):
        for n, pd, v in c.props:
            if "TZID" in pd:
                used.setdefault(pd["TZID"].strip('"'), []).append(v)
    have = {}
    for c in root.subs:
        if c.name == "VTIMEZONE":
            z = c.val("TZID")
            if z in have:
                bad.append(f"{z} twice")
            have[z] = c
    for z in used:
        if z not in have:
            bad.append(f"{z} has no VTIMEZONE")
    for z in have:
        if z not in used:
            bad.append(f"{z} unused")
    rep(not bad, "Z1 one VTIMEZONE for every TZID, none unused", "; ".join(bad[:4]))
    form, wrong = [], []
    for z, c in have.items():
        if not c.subs or any(not o.val(n) for o in c.subs for n in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")):
            form.append(f"{z} lacks STANDARD, DTSTART or an offset")
        for o in c.subs:
            if o.get("RDATE"):
                form.append(f"{z} {o.name} has RDATE (Outlook, ical.js, Thunderbird misread lists)")
            r = o.val("RRULE")
            if len(c.subs) > 1 and not (r and "FREQ=YEARLY" in r and re.search(r"BYMONTH=\d+(;|$)", r) and re.search(r"BYDAY=-?\d[A-Z]{2}(;|$)", r)):
                form.append(f"{z} {o.name} RRULE {r}")
        if z in used and not any(z in f for f in form):
            wrong += compare_zone(z, c)
    rep(not form, "Z2 VTIMEZONE in yearly-rule form (FREQ=YEARLY, one BYMONTH, one BYDAY with ordinal)", "; ".join(form[:3]))
    rep(not wrong, "Z3 VTIMEZONE offsets equal the tz database 2020-2037", "; ".join(wrong[:3]))


def compare_zone(z, c):
    """onsets from the RRULEs, checked against zoneinfo around every change"""
    try:
        zi, bad = ZoneInfo(z), []
    except (ZoneInfoNotFoundError, ValueError):
        return [f"{z} is not in the tz database"]
    off = lambda s: timedelta(hours=int(s[:3]), minutes=int(s[0] + s[3:5]))
    D = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    if len(c.subs) == 1:
        o = off(c.subs[0].val("TZOFFSETTO"))
        return [f"{z} {y}" for y in range(2020, 2038) for mo in (1, 7) if datetime(y, mo, 1, tzinfo=zi).utcoffset() != o][:1]
    for y in range(2020, 2038):
        for o in c.subs:
            r = o.val("RRULE")
            mo = int(re.search(r"BYMONTH=(\d+)", r).group(1))
            pos, wd = re.search(r"BYDAY=(-?\d)([A-Z]{2})", r).groups()
            days = [d for d in (date(y, mo, 1) + timedelta(i) for i in range(31)) if d.month == mo and D[d.weekday()] == wd]
            d = days[int(pos) - 1 if int(pos) > 0 else int(pos)]
            loc = datetime.combine(d, datetime.strptime(o.val("DTSTART"), "%Y%m%dT%H%M%S").time())
            f, t = off(o.val("TZOFFSETFROM")), off(o.val("TZOFFSETTO"))
            u = (loc - f).replace(tzinfo=UTC)
            if (u - timedelta(minutes=1)).astimezone(zi).utcoffset() != f or u.astimezone(zi).utcoffset() != t:
                bad.append(f"{z} {y} {o.name} onset {u:%Y-%m-%d %H:%MZ}")
    return bad


# ---------------------------------------------------------------- parsers
def missing(stderr):
    return re.search(r"^ModuleNotFoundError: No module named", stderr, re.M)


def error_line(stderr):
    lines = [l for l in stderr.strip().splitlines() if re.match(r"\S*(Error|Exception)\b", l)]
    return (lines or stderr.strip().splitlines() or ["no output"])[-1][:160]


def run_parsers(path, win, names, py, expect):
    got, status, ran = {}, {}, 0
    for n in names:
        try:
            r = subprocess.run([py, f"{HERE}/parsers/p_{n}.py", path, *win], capture_output=True, encoding="utf-8", timeout=300)
        except subprocess.TimeoutExpired:
            ran += 1
            rep(False, f"P1 {n} parses", "not done after 300 s")
            continue
        if r.returncode and missing(r.stderr):
            rep("SKIP", f"not installed: {n}")
            continue
        ran += 1
        if r.returncode or not r.stdout.strip():
            rep(False, f"P1 {n} parses", error_line(r.stderr))
            continue
        j = json.loads(r.stdout)
        rep(not j["errors"], f"P1 {j['parser']} parses without complaint", "; ".join(map(str, j["errors"]))[:200])
        got[n] = sorted({tuple(o[:3]) for o in j["occ"]})
        status[n] = {tuple(o[:3]): (o[3], o[4]) for o in j["occ"]}
    rep(ran >= LEAST_PARSERS, f"P0 at least {LEAST_PARSERS} parsers ran", f"{ran} ran")
    if len(got) >= 2:
        votes = Counter(x for g in got.values() for x in set(g))
        diff = []
        for n, g in got.items():
            odd = [x for x in g if votes[x] * 2 <= len(got)] + [x for x, k in votes.items() if k * 2 > len(got) and x not in set(g)]
            if odd:
                diff.append(f"{n}: {odd[:2]}")
        rep(not diff, f"P2 {len(got)} parsers agree on {len(next(iter(got.values())))} occurrences (UTC instants)", "; ".join(diff)[:400])
    if len(status) >= 2:
        titles = {n: {k: v[1].strip() for k, v in s.items()} for n, s in status.items()}
        ref = next(iter(titles.values()))
        bad = [f"{n} {k[0][-4:]} {v.get(k)!r} != {ref[k]!r}" for n, v in titles.items() for k in ref if k in v and v[k] != ref[k]]
        rep(not bad, "P3 parsers agree on every SUMMARY (escaping, folding)", "; ".join(bad[:2])[:300])
    if expect is not None:
        for n, g in got.items():
            miss, extra = [x for x in expect if x not in g], [x for x in g if x not in expect]
            rep(not miss and not extra, f"P4 {n} = expected occurrences", f"missing {miss[:2]} extra {extra[:2]}" if miss or extra else f"{len(g)}")


# ---------------------------------------------------------------- expected results
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
