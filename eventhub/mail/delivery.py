"""Sending what lies in the outbox."""

from flask import Flask

from eventhub.config import Settings
from eventhub.jobs.queue import Jobs


def init_app(app: Flask, settings: Settings, jobs: Jobs) -> None:
    """Register the delivery job."""
