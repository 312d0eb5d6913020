"""What anyone may open: a network's logo."""

from flask import Blueprint

bp = Blueprint("network", __name__)
