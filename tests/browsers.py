"""A test client whose requests share nothing with the test or with each other, as in the real server."""

from typing import Any

from flask.testing import FlaskClient

from eventhub.database.model import db


class Browser(FlaskClient):
    """Each request gets an application context of its own: who is signed in is remembered in it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()  # so that the test sees what the request kept
        return answer
