"""What the site says about itself: health, accessibility, privacy, help, languages and colours."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from eventhub.database.model import db
from eventhub.database.upgrade import is_current
from eventhub.i18n.languages import COOKIE, YEAR_SECONDS
from eventhub.pages import words
from eventhub.pages.colours import network_colours, stylesheet
from eventhub.registrations.consent import RETENTION
from eventhub.web.limits import limiter
from eventhub.web.public_forms import csrf
from eventhub.web.tokens import settings

bp = Blueprint("about", __name__)
words.add_to(bp)
COLOURS_LAST_SECONDS = 60


@bp.get("/healthz")
@limiter.exempt
def healthz() -> Response:
    """The process answers. No database: a restart would not mend that one."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
@limiter.exempt
def readyz() -> Response:
    """The database answers and has the tables that this code knows."""
    text, code = ("ready\n", 200) if is_current(db.engine) else ("not ready\n", 503)
    return Response(
        text, status=code, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )  # fmt: skip


@bp.get("/accessibility")
def accessibility() -> str:
    """How usable the site is, and whom to tell where it is not."""
    return render_template("about/accessibility.html", contact=settings().contact_address)


@bp.get("/was")
def was() -> AnyResponse:
    """The address by which accessibility statements are looked for."""
    return redirect(url_for(".accessibility"), 301)


def days_in_words(days: int) -> str:
    """A period in days, or in years where these are whole."""
    if days % 365 == 0:
        return ngettext("%(num)d year", "%(num)d years", days // 365)
    return ngettext("%(num)d day", "%(num)d days", days)


@bp.get("/privacy")
def privacy() -> str:
    """What is kept about people, why and for how long."""
    kept = settings()
    return render_template(
        "about/privacy.html", contact=kept.contact_address, registrations=days_in_words(RETENTION.days),
        sent=days_in_words(kept.sent_mails_kept_days), failed=days_in_words(kept.failed_mails_kept_days),
        acts=days_in_words(kept.audit_kept_days),
    )  # fmt: skip


@bp.get("/help")
def help_page() -> str:
    """Answers for participants and organisers."""
    return render_template("about/help.html")


def own_path(address: str) -> str:
    """An address as a path of this site; the agenda where it leads elsewhere."""
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    has_controls = any(ord(c) < 32 or c == "\\" for c in address)
    return address if is_ours and not has_controls else "/"


@bp.post("/language")
@csrf.exempt
def set_language() -> AnyResponse:
    """Keep the language that a visitor chose, and show the page again."""
    response = redirect(own_path(request.form.get("back", "/")), 303)
    chosen = request.form.get("language", "")
    if chosen in settings().languages:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR_SECONDS, secure=settings().is_secure, httponly=True, samesite="Lax"
        )
    return response


@bp.get("/networks.css")
def colours() -> AnyResponse:
    """Each network's colour as classes, readable in light and dark."""
    response = make_response(stylesheet(network_colours()))
    response.content_type = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={COLOURS_LAST_SECONDS}"
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Browsers ask here, whatever a page says."""
    return current_app.send_static_file("favicon.svg")


@bp.get("/robots.txt")
def robots() -> Response:
    """What search engines may read: what is public, calendars included."""
    lines = ("User-agent: *", "Disallow: /manage/", "Disallow: /my-link", "Disallow: /demo/")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
