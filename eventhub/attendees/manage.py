"""Attendee lists and exports."""

from flask import Blueprint

bp = Blueprint("attendees", __name__, url_prefix="/manage/events")
