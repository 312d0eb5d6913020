"""One process of an installation that a test starts, and may kill: `python -m tests.mail.worker DEED [ARGUMENT]`."""

import os
import signal
import sys

from eventhub import clock
from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.session import transaction
from eventhub.mail import claims
from eventhub.mail.delivery import deliver_due
from eventhub.mail.service import queue_mail
from tests.mail.outbox import WORDS


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_and_die() -> None:
    """Commit a mail, and be gone before it can be sent."""
    with transaction():
        queue_mail(kind="test", to_address="noor@example.org", language="nl", words=WORDS, now=clock.now())
    die()


def send_and_die() -> None:
    """Hand a mail to the server, and be gone before that is written down."""
    claims.mark_sent = lambda *_: die()
    deliver_due()


def main(deed: str) -> None:
    app = create_app(Settings())
    with app.app_context():
        {"write and die": write_and_die, "send and die": send_and_die, "send": deliver_due}[deed]()


if __name__ == "__main__":
    main(*sys.argv[1:])
