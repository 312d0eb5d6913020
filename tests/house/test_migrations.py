"""Models and migrations say the same, on both databases."""

import flask_migrate
from flask import Flask


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    flask_migrate.check()  # raises when a migration is missing
