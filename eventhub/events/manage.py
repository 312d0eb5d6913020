"""Creating, editing and moving events through their life."""

from flask import Blueprint

bp = Blueprint("events", __name__, url_prefix="/manage/events")
