"""Calendar feeds and downloads."""

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import OperationalError

from eventhub import clock
from eventhub.database.changes import UNCOUNTED
from eventhub.database.model import db
from eventhub.database.session import rollback, transaction
from eventhub.events.filters import AgendaFilter
from eventhub.feeds import queries
from eventhub.feeds.access import feed_owner_or_refuse
from eventhub.feeds.answers import answer
from eventhub.feeds.cache import Caches
from eventhub.feeds.revisions import revision_of
from eventhub.feeds.service import note_use
from eventhub.web.kept_pages import keep_while_unchanged
from eventhub.web.limits import FEED, WRONG_LINK, by_token, limiter, was_wrong
from eventhub.web.logs import log

bp = Blueprint("feeds", __name__)


@bp.record_once
def _remember(state: BlueprintSetupState) -> None:
    state.app.extensions["feeds"] = Caches()


@bp.after_request
def _keep_out_of_search(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint == "feeds.private":
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _asked() -> str | None:
    return request.args.get("lang")


@bp.get("/calendar.ics")
@keep_while_unchanged
def hub() -> Response:
    """Every public event, filtered like the list; `past` chooses nothing: a calendar holds what was and what comes."""
    feed = queries.hub_feed(AgendaFilter.from_query(request.args), asked=_asked(), now=clock.now())
    return answer(feed, revision_of(feed), "calendar")


@bp.get("/networks/<slug>.ics")
@keep_while_unchanged
def network(slug: str) -> Response:
    """A network's events."""
    feed = queries.network_feed(slug, asked=_asked(), now=clock.now())
    return answer(feed, revision_of(feed), slug)


@bp.get("/themes/<slug>.ics")
@keep_while_unchanged
def theme(slug: str) -> Response:
    """The events about a theme."""
    feed = queries.theme_feed(slug, asked=_asked(), now=clock.now())
    return answer(feed, revision_of(feed), slug)


@bp.get("/events/<slug>.ics")
@keep_while_unchanged
def event(slug: str) -> Response:
    """One event, to download."""
    feed = queries.event_feed(slug, asked=_asked())
    return answer(feed, revision_of(feed), slug)


@bp.get("/me/<token>.ics")
@limiter.limit(FEED, key_func=by_token)
@limiter.limit(WRONG_LINK, deduct_when=was_wrong)
def private(token: str) -> Response:
    """A person's own events, for whoever has the address."""
    person = feed_owner_or_refuse(token)
    person_id, used_on, today = person.id, person.feed_used_on, clock.now().date()
    feed = queries.private_feed(person, asked=_asked(), now=clock.now())
    response = answer(feed, revision_of(feed), "my-events")
    if used_on != today:
        _note_use(person_id)
    return response


def _note_use(person_id: int) -> None:
    """Write down the day, in a short transaction after the answer is made; a busy database does not cost the feed."""
    try:
        with transaction():
            db.session.connection(execution_options={UNCOUNTED: True})  # nothing that a page shows
            note_use(person_id=person_id, day=clock.now().date())
    except OperationalError:
        rollback()
        log.warning("use of a private feed not noted")
