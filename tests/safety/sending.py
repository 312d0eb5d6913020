"""Filling in the forms of pages as a browser would, and sending them."""

import io
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.safety.documents import Document, HtmlForm

Changes = Mapping[str, str | list[str] | tuple[bytes, str]]
"""By the name of a field: its value, its values, or the bytes and name of a file."""

AS_BROWSERS_WRITE = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What browsers put in the place of characters that would end a file's name."""


def endpoint_of(app: Flask, address: str, method: str = "POST") -> str:
    """The view behind an address of a page."""
    return str(app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0])


def forms_of(app: Flask, page: str, html: str) -> Iterable[tuple[str, str, HtmlForm]]:
    """Each form of a page: the endpoint it is sent to, the address, and the form itself."""
    for form in Document(html).forms:
        where = urljoin(page, form.action or page)
        yield endpoint_of(app, where, form.method), where, form


def filled(form: HtmlForm, changes: Changes) -> MultiDict[str, object]:
    """What a browser sends after somebody made these changes."""
    values: MultiDict[str, object] = MultiDict((name, value) for name, value in form.values if name not in changes)
    for name, value in changes.items():
        if isinstance(value, tuple):
            values.add(name, (io.BytesIO(value[0]), value[1].translate(AS_BROWSERS_WRITE)))
        else:
            for one in [value] if isinstance(value, str) else value:
                values.add(name, one)
    return values


def submit(client: FlaskClient, page: str, endpoint: str, changes: Changes) -> TestResponse:
    """Open a page, fill in the form that goes to an endpoint, and send it."""
    opened = client.get(page)
    assert opened.status_code == 200, f"{page}: {opened.status_code}"
    found = [
        (where, form)
        for sent_to, where, form in forms_of(client.application, page, opened.text)
        if sent_to == endpoint and form.method == "POST"
    ]
    assert found, f"{page} has no form for {endpoint}"
    where, form = found[0]
    return client.post(where, data=filled(form, changes), headers={"Origin": "http://localhost"})
