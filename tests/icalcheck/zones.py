"""VTIMEZONE: one for each zone used, in yearly rules, with the offsets of the tz database."""
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.icalcheck.grammar import UTC, walk
from tests.icalcheck.results import rep


def zone_checks(root):
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
