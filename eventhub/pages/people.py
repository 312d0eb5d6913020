"""Who has an account on the hub: for its administrators, to find people and to help them sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub.accounts.access import lately_only, myself, organisers_only
from eventhub.accounts.lost_telephone import reset_page
from eventhub.accounts.models import Account
from eventhub.accounts.ways_in import has_more_than_a_password
from eventhub.database.model import db
from eventhub.networks.forms import ROLE_NAMES
from eventhub.pages.people_queries import LONGEST_SEARCH, found_people, roles_of_people
from eventhub.web.headers import keep_private

bp = Blueprint("people", __name__, url_prefix="/manage/people")
LAST_PAGE = 10_000
V = TypeVar("V", bound=Callable[..., Any])


def administrators_only(view: V) -> V:
    """Open a page to who runs the hub."""

    @organisers_only
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if myself().is_administrator else abort(403)

    return cast(V, guarded)


@bp.get("")
@administrators_only
def listing() -> Response:
    """Everybody with an account, by name; found by a part of their name or e-mail address."""
    text = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    people, count, pages = found_people(text, number)
    html = render_template(
        "people/listing.html", text=text, people=people, count=count, page=number, pages=pages,
        roles=roles_of_people([person.id for person in people]), role_names=ROLE_NAMES,
        can_be_reset={person.id for person in people if has_more_than_a_password(person)},
    )  # fmt: skip
    return keep_private(make_response(html))


@bp.route("/<int:account_id>/lost-telephone", methods=["GET", "POST"])
@administrators_only
@lately_only
def lost_telephone(account_id: int) -> AnyResponse:
    """Reset somebody's codes and passkeys."""
    person = db.session.get(Account, account_id) or abort(404)
    return reset_page(person, back=url_for("people.listing", q=person.email))
