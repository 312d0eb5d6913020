"""The organisers' dashboard, failed mails and audit log."""

from flask import Blueprint

bp = Blueprint("dashboard", __name__, url_prefix="/manage")
