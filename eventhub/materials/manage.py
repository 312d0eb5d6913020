"""Uploading and arranging materials."""

from flask import Blueprint

bp = Blueprint("materials_manage", __name__, url_prefix="/manage/events")
