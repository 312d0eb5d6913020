"""What the checks found: a list of (state, name, remark, detail), the state PASS, FAIL, WARN or SKIP."""
RESULTS = []


def rep(ok, cid, msg="", detail=""):
    RESULTS.append((ok if isinstance(ok, str) else ("PASS" if ok else "FAIL"), cid, msg, detail))
