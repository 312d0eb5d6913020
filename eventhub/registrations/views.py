"""Registering, and a person's own page."""

from flask import Blueprint

bp = Blueprint("registrations", __name__)
