"""The WSGI entry: `gunicorn wsgi:app`."""

from eventhub.app import create_app

app = create_app()
