"""Everything EventHub gives out, gathered: pages, calendars, tables, mails; each with the name the field table uses."""

import io
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import openpyxl
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.mail.mime import write_mail
from eventhub.mail.models import OutboxMessage
from eventhub.materials.models import Material
from eventhub.registrations.jobs import tell_of_changes
from eventhub.web.tokens import settings
from tests.house.world import World
from tests.safety.town import more_pages
from tests.safety.walking import visits

COLUMNS = "format=xlsx&state=all&columns=name&columns=email&columns=organisation&columns=remark&columns=q_vraag"
SKIPPED = ("security.", "static", "about.")


@dataclass(frozen=True)
class Output:
    """One thing that was given out. `kind`: page, calendar, table, sheet or file."""

    name: str
    kind: str
    body: bytes
    disposition: str = ""


KINDS = {
    "text/html": "page",
    "text/calendar": "calendar",
    "text/csv": "table",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheet",
}


def pages_and_files(app: Flask, world: World) -> list[Output]:
    """What every door that answers GET gives to those who may open it."""
    found = []
    for visit in visits(app, world, SKIPPED):
        # A replaced file has another name by now, an accepted invitation is over.
        assert visit.answer.status_code in {200, 301, 303, 410}, f"{visit.endpoint}: {visit.answer.status_code}"
        kind = KINDS.get(visit.answer.mimetype, "file")
        name = {"table": "csv", "sheet": "xlsx"}.get(kind, visit.endpoint)
        found.append(Output(name, kind, visit.answer.data, visit.answer.headers.get("Content-Disposition", "")))
    event = world.values["event"]
    asked = {
        **more_pages(world),
        "xlsx": ("owner", f"/manage/events/{event}/attendees/export/file?{COLUMNS}"),
    }
    for material in db.session.scalars(select(Material).where(Material.file_key != "")):
        asked[f"a file{' ' * material.id}"] = (
            "anonymous",
            f"/events/{event}/materials/{material.id}/{quote(material.file_name)}",
        )
    for name, (actor, where) in asked.items():
        answer = world.client(app, actor).get(where, buffered=True)
        assert answer.status_code == 200, f"{name} {where}: {answer.status_code}"
        found.append(
            Output(
                name.strip(),
                KINDS.get(answer.mimetype, "file"),
                answer.data,
                answer.headers.get("Content-Disposition", ""),
            )
        )
    return found


@dataclass(frozen=True)
class Mail:
    """One mail as it goes over the wire, read again."""

    name: str
    message: EmailMessage

    def part(self, media_type: str) -> str:
        for part in self.message.walk():
            if part.get_content_type() == media_type:
                return str(part.get_content())
        return ""

    @property
    def calendar(self) -> bytes:
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return bytes(part.get_payload(decode=True))
        return b""


def mails() -> list[Mail]:
    """Every mail that was queued, also those that a job queues a little later."""
    tell_of_changes()
    found = []
    for row in db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject != "x").order_by(OutboxMessage.id)):
        wire = write_mail(row, settings(), clock.now()).as_bytes()
        message = message_from_bytes(wire, policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append(Mail(f"mail {row.kind}", message))
    return found


def cells(body: bytes) -> list[list[openpyxl.cell.cell.Cell]]:
    """The cells of a workbook's only sheet."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows()]
