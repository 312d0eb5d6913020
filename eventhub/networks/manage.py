"""Network settings and team."""

from flask import Blueprint

bp = Blueprint("networks", __name__, url_prefix="/manage/networks")
