"""Getting a file: who may, in which pieces, with which headers."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.database.model import db
from eventhub.materials.models import EVERYONE, REGISTRANTS, Material
from eventhub.networks.models import ORGANISER
from eventhub.registrations.models import CANCELLED
from eventhub.registrations.people import personal_token
from eventhub.storage import files
from tests.factories import make_event, make_member, make_network, make_registration, save, sign_in

DATA = bytes(range(256)) * 4
SHA = "ab" * 32


def make_material(event: Any, **values: Any) -> Material:
    key = files.new_key("materials")
    files.put(key, DATA)
    defaults = {
        "event_id": event.id, "kind": "file", "title": "Verslag", "file_key": key, "file_name": "Verslag été.pdf",
        "media_type": "application/pdf", "size_bytes": len(DATA), "sha256": SHA, "audience": EVERYONE,
        "created_at": clock.now(), "updated_at": clock.now(),
    }  # fmt: skip
    return save(Material(**{**defaults, **values}))


def address(material: Material, name: str = "Verslag été.pdf") -> str:
    return f"/events/kracht/materials/{material.id}/{name}"


def test_a_document_is_shown_and_named(client: FlaskClient, event: Any) -> None:
    answer = client.get(address(make_material(event)))
    assert (answer.status_code, answer.data) == (200, DATA)
    told = {name: answer.headers[name] for name in (
        "Content-Type", "Content-Length", "Content-Disposition", "X-Content-Type-Options", "ETag",
        "Accept-Ranges", "Cache-Control",
    )}  # fmt: skip
    assert told == {
        "Content-Type": "application/pdf", "Content-Length": "1024", "X-Content-Type-Options": "nosniff",
        "ETag": f'"{SHA}"',
        "Content-Disposition": "inline; filename=\"Verslag _t_.pdf\"; filename*=UTF-8''Verslag%20%C3%A9t%C3%A9.pdf",
        "Accept-Ranges": "bytes", "Cache-Control": "no-cache",
    }  # fmt: skip
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("media_type", "kind", "served"),
    [
        ("text/plain; charset=utf-8", "attachment", "text/plain; charset=utf-8"),
        ("text/html", "attachment", "application/octet-stream"),
        ("image/svg+xml", "attachment", "application/octet-stream"),
    ],
)
def test_everything_else_is_kept_in_a_sandbox(
    client: FlaskClient, event: Any, media_type: str, kind: str, served: str
) -> None:
    answer = client.get(address(make_material(event, media_type=media_type)))
    assert answer.headers["Content-Disposition"].startswith(kind)
    assert answer.headers["Content-Type"] == served
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


@pytest.mark.parametrize(("agent", "is_sandboxed"), [("", True), (CHROME, True), (IPHONE, False)])
def test_a_pdf_is_shown_in_a_sandbox_where_browsers_can(
    client: FlaskClient, event: Any, agent: str, is_sandboxed: bool
) -> None:
    answer = client.get(address(make_material(event, media_type="application/pdf")), headers={"User-Agent": agent})
    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert (policy.startswith("sandbox; "), "default-src 'none'" in policy) == (is_sandboxed, True)
    assert "User-Agent" in answer.headers["Vary"]


def test_a_picture_is_shown_in_a_sandbox(client: FlaskClient, event: Any) -> None:
    answer = client.get(address(make_material(event, media_type="image/png")))
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize(
    ("asked", "answered", "data"),
    [
        ("bytes=0-9", (206, "bytes 0-9/1024"), DATA[:10]),
        ("bytes=1000-", (206, "bytes 1000-1023/1024"), DATA[1000:]),
        ("bytes=-24", (206, "bytes 1000-1023/1024"), DATA[-24:]),
        ("bytes=-5000", (206, "bytes 0-1023/1024"), DATA),
        ("bytes=1020-5000", (206, "bytes 1020-1023/1024"), DATA[1020:]),
        ("bytes=1024-", (416, "bytes */1024"), None),
        ("bytes=-0", (416, "bytes */1024"), None),
        ("bytes=9-0", (200, None), DATA),
        ("bytes=-", (200, None), DATA),
        ("bytes=0-1,4-5", (200, None), DATA),
        ("lines=0-9", (200, None), DATA),
        ("bytes=a-b", (200, None), DATA),
        ("bytes=" + "9" * 5000 + "-", (200, None), DATA),
    ],
)
def test_parts_of_a_file(client: FlaskClient, event: Any, asked: str, answered: Any, data: bytes | None) -> None:
    answer = client.get(address(make_material(event)), headers={"Range": asked})
    assert (answer.status_code, answer.headers.get("Content-Range")) == answered
    if data is not None:
        assert answer.data == data
        assert answer.headers["Content-Length"] == str(len(data))


def test_a_part_of_what_changed_meanwhile_is_the_whole(client: FlaskClient, event: Any) -> None:
    where = address(make_material(event))
    for condition, code in (
        (f'"{SHA}"', 206),
        ('"other"', 200),
        (f'W/"{SHA}"', 200),
        ("Sun, 22 Nov 2026 05:00:00 GMT", 200),
    ):
        assert client.get(where, headers={"Range": "bytes=0-1", "If-Range": condition}).status_code == code


def test_what_a_browser_has_is_not_sent_again(client: FlaskClient, event: Any) -> None:
    where = address(make_material(event))
    answer = client.get(where, headers={"If-None-Match": f'"{SHA}"', "Range": "bytes=0-1"})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", f'"{SHA}"')
    assert client.get(where, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_the_same_and_sends_nothing(client: FlaskClient, event: Any) -> None:
    answer = client.head(address(make_material(event)), headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "1024")


def test_a_wrong_name_leads_to_the_right_one(client: FlaskClient, event: Any) -> None:
    material = make_material(event)
    answer = client.get(address(material, "oud.pdf"))
    assert answer.status_code == 301
    assert client.get(answer.headers["Location"]).data == DATA


def test_a_file_lost_from_the_store_is_not_found(client: FlaskClient, event: Any) -> None:
    material = make_material(event)
    files.delete(material.file_key)
    assert client.get(address(material)).status_code == 404


@pytest.mark.parametrize("change", [{"state": "draft"}, {"state": "published", "audience": REGISTRANTS}])
def test_drafts_and_registrants_files_do_not_exist_for_the_public(
    client: FlaskClient, network: Any, change: dict[str, str]
) -> None:
    event = make_event(network, slug="kracht", state=change["state"])
    material = make_material(event, audience=change.get("audience", EVERYONE))
    assert client.get(address(material)).status_code == 404
    assert client.get(address(material, "x.pdf")).status_code == 404


def own(registration: Any, material: Material) -> str:
    db.session.refresh(registration, ["person"])
    return f"/me/{personal_token(registration.person)}/materials/{material.id}/Verslag été.pdf"


def test_who_registered_gets_what_is_for_them(client: FlaskClient, event: Any) -> None:
    material = make_material(event, audience=REGISTRANTS)
    answer = client.get(own(make_registration(event), material), headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (206, DATA[:2], "no-store")


def test_who_cancelled_or_never_registered_gets_nothing(client: FlaskClient, event: Any, network: Any) -> None:
    material = make_material(event, audience=REGISTRANTS)
    cancelled = make_registration(event, state=CANCELLED)
    elsewhere = make_registration(make_event(network))
    assert client.get(own(cancelled, material)).status_code == 404
    assert client.get(own(elsewhere, material)).status_code == 404
    assert client.get(f"/me/forged/materials/{material.id}/x.pdf").status_code == 404


def test_a_withdrawn_link_opens_nothing(client: FlaskClient, event: Any) -> None:
    material, registration = make_material(event, audience=REGISTRANTS), make_registration(event)
    where = own(registration, material)
    registration.person.version += 1
    db.session.commit()
    assert client.get(where).status_code == 410


def test_the_materials_of_a_draft_are_nobodys(client: FlaskClient, network: Any) -> None:
    event = make_event(network, slug="kracht", state="draft")
    material, registration = make_material(event), make_registration(event)
    assert client.get(own(registration, material)).status_code == 404


def test_a_person_finds_everything_in_one_place(client: FlaskClient, event: Any) -> None:
    make_material(event, audience=REGISTRANTS, title="Voor wie kwam")
    registration = make_registration(event)
    db.session.refresh(registration, ["person"])
    page = client.get(f"/me/{personal_token(registration.person)}/materials")
    assert "Voor wie kwam" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_organisers_get_the_files_of_their_drafts(client: FlaskClient, network: Any) -> None:
    material = make_material(make_event(network, slug="kracht", state="draft"), audience=REGISTRANTS)
    where = f"/manage/events/kracht/materials/{material.id}/Verslag été.pdf"
    sign_in(client, make_member(network, ORGANISER))
    assert client.get(where).data == DATA


def test_another_networks_organiser_gets_no_file(client: FlaskClient, event: Any) -> None:
    material = make_material(event, audience=REGISTRANTS)
    sign_in(client, make_member(make_network(), ORGANISER))
    assert client.get(f"/manage/events/kracht/materials/{material.id}/Verslag été.pdf").status_code == 404
