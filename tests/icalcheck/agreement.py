"""What several parsers make of a calendar, each in a process of its own, and whether they agree."""
import json
import os
import re
import subprocess
from collections import Counter

from tests.icalcheck.results import rep

HERE = os.path.dirname(os.path.abspath(__file__))
PARSERS = ("icalendar", "vobject", "ical")
LEAST_PARSERS = 3


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
