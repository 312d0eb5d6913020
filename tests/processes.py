"""Starting an installation in processes of its own."""

import os

from eventhub.config import Settings
from tests.conftest import SECRET


def environment_of(settings: Settings, **more: object) -> dict[str, str]:
    """The environment in which a process has these settings."""
    values: dict[str, object] = {
        "environment": "test",
        "instance": settings.instance,
        "database_url": settings.database,
        "jobs_url": settings.jobs_url,
        "secret_key": SECRET,
        "base_url": settings.base_url,
        "mail_server": settings.mail_server,
        "mail_port": settings.mail_port,
        "mail_security": settings.mail_security,
        "log_level": "WARNING",
        **more,
    }
    return {**os.environ, **{f"EVENTHUB_{name.upper()}": str(value) for name, value in values.items()}}
