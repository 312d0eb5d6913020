"""The picture of an event: needed words, refused files, and what is kept of a refused form."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventhub.accounts.kept_files import FOLDER
from eventhub.events.models import ANNOUNCED
from eventhub.storage import files
from tests.events.test_manage import _make, _one, _signed_in
from tests.factories import make_member, sign_in


@pytest.fixture(autouse=True)
def _no_form_tokens(app: Flask) -> Any:
    """Form tokens have tests of their own."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def _picture() -> tuple[BytesIO, str]:
    target = BytesIO()
    Image.new("RGB", (60, 40), "#0b5d5b").save(target, "JPEG")
    target.seek(0)
    return target, "zaal.jpg"


def test_picture_needs_words_and_is_shown_when_the_event_is_public(client: FlaskClient) -> None:
    _signed_in(client)
    assert _make(client, picture=_picture()).status_code == 422
    assert _make(client, picture=_picture(), picture_alt="Een zaal", then="announce").status_code == 303
    event = _one()
    answer = client.get("/events/samen-sterk/picture")
    assert (event.state, event.picture_alt, answer.status_code, answer.mimetype) == (
        ANNOUNCED, "Een zaal", 200, "image/webp",
    )  # fmt: skip
    assert client.get("/manage/events/samen-sterk/picture").status_code == 200


def _kept(answer: Any) -> str:
    found = re.search(r'name="kept_file" value="([^"]+)"', answer.text)
    return found[1] if found else ""


def test_picture_of_a_refused_form_is_kept_until_the_form_is_right(client: FlaskClient) -> None:
    network = _signed_in(client)
    before = set(files.listed(FOLDER))
    refused = _make(client, picture=_picture(), picture_alt="Een zaal", **{"title-nl": ""})
    assert (refused.status_code, "“zaal.jpg” is kept." in refused.text) == (422, True)
    again = _make(client, kept_file=_kept(refused), picture_alt="")
    assert "Say in a few words what the picture shows" in again.text
    assert (again.status_code, _kept(again)) == (422, _kept(refused))
    assert _make(client, kept_file=_kept(again), picture_alt="Een zaal", then="publish").status_code == 303
    assert client.get("/events/samen-sterk/picture").status_code == 200
    assert set(files.listed(FOLDER)) == before
    late = _make(client, kept_file=_kept(refused), picture_alt="Een zaal")
    assert (late.status_code, "Choose the picture again" in late.text) == (422, True)
    mine = _kept(_make(client, picture=_picture(), picture_alt="Een zaal", **{"title-nl": ""}))
    sign_in(client, make_member(network))
    stolen = _make(client, kept_file=mine, picture_alt="Een zaal")
    assert (stolen.status_code, "Choose the picture again" in stolen.text) == (422, True)


def test_kept_picture_can_be_left_out(client: FlaskClient) -> None:
    _signed_in(client)
    refused = _make(client, picture=_picture(), picture_alt="Een zaal", **{"title-nl": ""})
    assert _make(client, kept_file=_kept(refused), remove_picture="y").status_code == 303
    assert _one().picture_key == ""


def test_what_is_no_picture_is_refused(client: FlaskClient) -> None:
    _signed_in(client)
    answer = _make(client, picture=(BytesIO(b"<svg/>"), "x.png"), picture_alt="Een zaal")
    assert (answer.status_code, "Choose a picture" in answer.text) == (422, True)
