"""How a calendar is served: status, headers, conditions, compression."""
import gzip
import re
import urllib.error
import urllib.parse
import urllib.request
import urllib.robotparser

from tests.icalcheck.results import rep


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
