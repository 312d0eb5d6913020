"""A network's page tells who has sent nobody for a year."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event

from eventhub import clock
from eventhub.database.model import db
from eventhub.networks.models import OWNER, MemberOrganisation
from tests.factories import make_event, make_member, make_network, make_registration, save, sign_in
from tests.registrations.test_register_page import ENGLISH


def test_who_is_silent_longest_is_first_with_words_and_as_many_queries_for_many(client: FlaskClient) -> None:
    network = make_network()
    for name in ("Lappi", "Kainuu", "Satakunta"):
        save(MemberOrganisation(network=network, name=name))
    for name, days in (("lappi", 30), ("Kainuu", 400), ("Kainuu", 500)):
        make_registration(make_event(network, starts_at=clock.now() - timedelta(days=days)), organisation=name)
    path = f"/manage/networks/{network.slug}/represented"
    sign_in(client, make_member(network, OWNER))
    counts = []
    for more in (0, 50):
        for number in range(more):
            save(MemberOrganisation(network=network, name=f"Region {number}"))
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, seen: list[str] = asked) -> None:
            seen.append(statement)

        client.get(path, headers=ENGLISH)
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
        page = client.get(path, headers=ENGLISH).text
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
        if not more:
            found = re.findall(r'members/\d+">(\w+)</a></th>\s*<td[^>]*><span class="state \w+">([^<]+)<', page)
            assert found == [
                ("Satakunta", "nobody came yet"),
                ("Kainuu", "silent for more than a year"),
                ("Lappi", "came within a year"),
            ]
            assert "2 organisations have sent nobody for a year." in page
    assert counts[0] == counts[1]
