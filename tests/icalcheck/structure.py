"""Structure: what a calendar and each of its events must and must not hold, by kind."""
import re
from datetime import datetime, timedelta

from tests.icalcheck.grammar import UTC, dt, walk
from tests.icalcheck.results import rep
from tests.icalcheck.zones import zone_checks

TEXTP = {"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT", "CONTACT", "RESOURCES", "NAME", "UID", "STATUS", "TRANSP", "CLASS", "TZNAME", "RELATED-TO",
         "X-WR-CALNAME", "X-WR-CALDESC", "X-ALT-DESC", "STYLED-DESCRIPTION", "METHOD", "PRODID"}
LISTP = {"CATEGORIES", "RESOURCES"}
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY", "SEQUENCE",
        "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "RRULE", "COLOR"}
URIP = {"URL", "CONFERENCE", "IMAGE", "ATTACH", "SOURCE", "TZURL"}
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
METHODS = {"feed": (None,), "private": (None,), "download": (None,), "request": ("REQUEST",), "cancel": ("CANCEL",), "uninvite": ("CANCEL",), "publish": ("PUBLISH",)}
TITLES = {"S8": "UID, DTSTAMP, DTSTART, SUMMARY in every VEVENT", "S9": "single properties once, not DTEND+DURATION", "S10": "UID(+RECURRENCE-ID) unique, overrides have a master (alone only in messages)",
          "S11": "start/end: same type, zoned, end after start, start exists", "S12": "RRULE ends, UNTIL/EXDATE types fit", "S13": "STATUS, TRANSP, SEQUENCE; cancelled is TRANSPARENT, no alarm",
          "S14": "DTSTAMP in UTC, not future, = LAST-MODIFIED where there is no METHOD", "S15": "attendee / organizer / alarm rules of the kind", "S16": "UID length and form",
          "S17": "TEXT escaping; one-line SUMMARY/LOCATION", "S18": "URIs are https", "S19": "no e-mail address but the allowed ones", "S20": "no forbidden text"}


def structure(root, kind, allow, forbid, raw):
    if root is None or root.name != "VCALENDAR":
        rep(False, "S2 VCALENDAR")
        return
    calendar_checks(root, kind)
    evs = [c for c in root.subs if c.name == "VEVENT"]
    rep("PASS" if evs else "WARN", "S7 has VEVENTs", str(len(evs)))
    E = {k: [] for k in TITLES}
    unique_checks(evs, root.val("METHOD"), E)
    for e in evs:
        event_checks(e, kind, root.val("METHOD"), E)
    value_checks(root, allow, E)
    forbidden_checks(forbid, raw, E)
    for k, v in E.items():
        if k == "S20" and not forbid:
            continue
        sev = "WARN" if k == "S18" and v else (not v)
        rep(sev, f"{k} {TITLES[k]}", f"{len(v)}: " + "; ".join(v[:3]) if v else "")
    zone_checks(root)


def calendar_checks(root, kind):
    rep(root.val("VERSION") == "2.0" and len(root.all("PRODID")) == 1, "S2 VERSION:2.0 and one PRODID", f"{root.val('VERSION')} {root.val('PRODID')}")
    method = root.val("METHOD")
    rep(method in METHODS[kind], f"S3 METHOD fits kind {kind}", str(method))
    if kind in ("feed", "private"):
        rep(not root.get("UID"), "S4 no calendar-level UID (vdirsyncer then sees ONE item)", root.val("UID") or "")
        nm = root.val("X-WR-CALNAME")
        rep(bool(nm), "S5 X-WR-CALNAME present", nm or "")
        ri, tt = root.get("REFRESH-INTERVAL"), root.get("X-PUBLISHED-TTL")
        rep(bool(ri) and ri[1].get("VALUE") == "DURATION" and bool(tt), "S6 REFRESH-INTERVAL;VALUE=DURATION and X-PUBLISHED-TTL", f"{ri} {tt}")


def unique_checks(evs, method, E):
    seen, masters = set(), set()
    for e in evs:
        rid = e.get("RECURRENCE-ID")
        key = (e.val("UID"), rid[2] if rid else None)
        if key in seen:
            E["S10"].append(f"{key}")
        seen.add(key)
        if not rid:
            masters.add(e.val("UID"))
    for u, r in seen:
        if r and u not in masters and method is None:   # a message may carry one override alone (RFC 5546 3.2.2)
            E["S10"].append(f"override without master {u}")


def event_checks(e, kind, method, E):
    tag = (e.val("UID") or "?")[-16:]
    for need in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
        if not e.get(need):
            E["S8"].append(f"{tag} lacks {need}")
    for n in ONCE:
        if len(e.all(n)) > 1:
            E["S9"].append(f"{tag} {n} twice")
    if e.get("DTEND") and e.get("DURATION"):
        E["S9"].append(f"{tag} DTEND and DURATION")
    s = time_checks(e, tag, E)
    recurrence_checks(e, s, tag, E)
    state_checks(e, kind, tag, E)
    stamp_checks(e, method, tag, E)
    if kind in ("feed", "private", "download"):
        published_checks(e, kind, tag, E)
    else:
        message_checks(e, kind, tag, E)
    uid_checks(e, kind, tag, E)


def time_checks(e, tag, E):
    """the start, None where it cannot be read"""
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
        return None
    return s


def recurrence_checks(e, s, tag, E):
    rid, r = e.get("RECURRENCE-ID"), e.val("RRULE")
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


def state_checks(e, kind, tag, E):
    st, tr = e.val("STATUS"), e.val("TRANSP")
    if (st is not None if kind == "uninvite" else st not in ("TENTATIVE", "CONFIRMED", "CANCELLED")) or tr not in ("OPAQUE", "TRANSPARENT"):
        E["S13"].append(f"{tag} STATUS={st} TRANSP={tr}")
    if st == "CANCELLED":
        if tr != "TRANSPARENT" or any(c.name == "VALARM" for c in e.subs):
            E["S13"].append(f"{tag} cancelled but opaque or with alarm")
    if not re.fullmatch(r"\d+", e.val("SEQUENCE") or "0"):
        E["S13"].append(f"{tag} SEQUENCE")


def stamp_checks(e, method, tag, E):
    now = datetime.now(UTC) + timedelta(minutes=5)
    ds = e.get("DTSTAMP")
    if ds and (not re.fullmatch(r"\d{8}T\d{6}Z", ds[2]) or dt(ds) > now):
        E["S14"].append(f"{tag} DTSTAMP {ds[2]}")
    lm = e.val("LAST-MODIFIED")
    if method is None and lm and ds and ds[2] != lm:
        E["S14"].append(f"{tag} DTSTAMP {ds[2]} is not LAST-MODIFIED {lm} (no METHOD)")


def published_checks(e, kind, tag, E):
    for n in ("ATTENDEE", "REQUEST-STATUS"):
        if e.get(n):
            E["S15"].append(f"{tag} {n}")
    if any(c.name in ("VALARM", "PARTICIPANT") for c in e.subs) and kind == "feed":
        E["S15"].append(f"{tag} VALARM/PARTICIPANT")


def message_checks(e, kind, tag, E):
    at, st = e.all("ATTENDEE"), e.val("STATUS")
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


def uid_checks(e, kind, tag, E):
    u = e.val("UID")
    if len(u or "") >= 255:
        E["S16"].append(tag)
    if u and ("@" in u and kind == "feed" and MAIL.fullmatch(u) and not re.search(r"[0-9a-f-]{8}", u)):
        E["S16"].append(f"UID looks like a mail address: {u}")


def value_checks(root, allow, E):
    for c in walk(root):
        for n, pd, v in c.props:
            if n in TEXTP:
                text_checks(n, v, E)
            if n in ("SUMMARY", "LOCATION") and re.search(r"(?<!\\)(\\\\)*\\[nN]", v):
                E["S17"].append(f"{n}: line break in {v[:50]}")
            if n in URIP and not re.match(r"(https://|mailto:|tel:|cid:|xmpp:|sip:)", v):
                E["S18"].append(f"{n}:{v[:60]}")
            for m in MAIL.findall(" ".join(list(pd.values()) + [v]).replace("\\n", " ")):
                if not (allow and re.search(allow, m)) and not (n == "UID"):
                    E["S19"].append(f"{n}: {m}")


def text_checks(n, t, E):
    if re.search(r"\\(?![\\;,nN])", re.sub(r"\\\\", "", t)):
        E["S17"].append(f"{n}: bad escape {t[:50]}")
    naked = re.sub(r"\\.", "", t)
    if ";" in naked or ("," in naked and n not in LISTP):
        E["S17"].append(f"{n}: bare ; or , in {t[:60]}")


def forbidden_checks(forbid, raw, E):
    for f in forbid or ():
        if f in raw.decode("utf-8", "replace") or f in re.sub("\r?\n[ \t]", "", raw.decode("utf-8", "replace")):
            E["S20"].append(f)
