"""Before a theme goes, its owner reads how many events carry it."""

from flask.testing import FlaskClient

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import OWNER, Theme
from tests.factories import make_event, make_member, make_network, make_theme, sign_in


def test_question_says_how_many_events_carry_the_theme(client: FlaskClient) -> None:
    network = make_network(slug="klavertje")
    theme = make_theme(network)
    sign_in(client, make_member(network, OWNER))
    address = f"/manage/networks/klavertje/themes/{theme.id}/remove"
    assert "No event carries this theme." in client.get(address).text
    for _number in range(2):
        make_event(network, themes=[db.session.get_one(Theme, theme.id)])
    assert "2 events carry this theme." in client.get(address).text
    assert db.session.query(Event).count() == 2
