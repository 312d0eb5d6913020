"""The event's public page."""

from flask import Blueprint

bp = Blueprint("event", __name__)
