"""The public agenda: list, month, networks, themes."""

from flask import Blueprint

bp = Blueprint("agenda", __name__)
