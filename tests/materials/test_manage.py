"""Uploading, linking, ordering, replacing and removing."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.materials.models import EVERYONE, REGISTRANTS, Material
from eventhub.materials.queries import materials_for_registrants, materials_of, public_materials
from eventhub.networks.models import ORGANISER, VIEWER
from eventhub.storage import files
from tests.factories import make_event, make_member, make_network, sign_in
from tests.materials.samples import HTML, pdf, picture

LIST = "/manage/events/kracht/materials"
MIB = 1024 * 1024


def token(client: FlaskClient) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(LIST).text).group(1)  # type: ignore[union-attr]


def upload(client: FlaskClient, *sent: tuple[str, bytes], headers: Any = None, **words: Any) -> Any:
    data: dict[str, Any] = {"csrf_token": token(client), "audience": EVERYONE, **words}
    data["files"] = [(io.BytesIO(content), name) for name, content in sent]
    return client.post(LIST, data=data, content_type="multipart/form-data", headers=headers)


def kept() -> list[Material]:
    db.session.expire_all()
    return list(db.session.scalars(select(Material).order_by(Material.position)))


def test_a_file_without_a_title_is_called_by_its_name(organiser: FlaskClient, event: Any) -> None:
    answer = upload(organiser, ("../Verslag_juni.pdf", pdf()), language="nl", audience=REGISTRANTS)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    (material,) = kept()
    assert (material.title, material.file_name, material.media_type, material.language, material.audience) == (
        "Verslag juni", "Verslag_juni.pdf", "application/pdf", "nl", REGISTRANTS,
    )  # fmt: skip
    assert files.read(material.file_key) == pdf()
    assert "Verslag juni" in organiser.get(LIST).text


def test_several_files_come_in_the_order_in_which_they_were_chosen(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("een.pdf", pdf()), ("twee.jpg", picture()), ("drie.txt", b"drie"))
    assert [material.title for material in kept()] == ["een", "twee", "drie"]


def test_a_refused_file_says_why_and_the_others_are_added(organiser: FlaskClient, event: Any) -> None:
    sent = [("een.pdf", pdf()), ("kwaad.png", HTML), ("leeg.txt", b""), ("twee.txt", b"twee")]
    answer = upload(organiser, *sent, title="Voor één bestand", audience=REGISTRANTS, language="nl")
    assert answer.status_code == 303
    assert [(one.title, one.audience) for one in kept()] == [("een", REGISTRANTS), ("twee", REGISTRANTS)]
    page = organiser.get(answer.location).text
    said = re.findall(r'class="message warning" role="status">([^<]+)<', page)
    assert said == [
        "2 of 4 files were added.",
        "“kwaad.png” could not be read as what its name says. Save it again and retry, or make a PDF of it.",
        "“leeg.txt” is empty. Check the file and choose it again.",
    ]
    assert re.search(r'<input checked[^>]*value="registrants"|value="registrants"[^>]*checked', page)
    assert '<option selected value="nl">' in page


def test_files_that_are_all_refused_keep_the_other_answers(organiser: FlaskClient, event: Any) -> None:
    answer = upload(organiser, *[(f"{n}.svg", HTML) for n in range(7)], title="Mijn titel", audience=REGISTRANTS)
    assert answer.status_code == 422
    assert "Mijn titel" in answer.text
    error = re.search(r'id="files-error">([^<]+)<', answer.text)[1]  # type: ignore[index]
    assert [words in error for words in ("0 of 7 files were added.", "4.svg", "5.svg", "2 more were refused.")] == [
        True, True, False, True,
    ]  # fmt: skip
    assert re.search(r'<input checked[^>]*value="registrants"|value="registrants"[^>]*checked', answer.text)
    assert kept() == []


KEPT = re.compile(r'type="checkbox" name="kept" value="([^"]+)"')


def test_files_of_a_refused_form_are_kept_and_go_along_with_the_next_sending(
    organiser: FlaskClient, event: Any
) -> None:
    refused = upload(organiser, ("een.pdf", pdf()), ("twee.txt", b"twee"), title="x" * 201)
    tokens = KEPT.findall(refused.text)
    assert (refused.status_code, len(tokens), "“een.pdf” is here already" in refused.text) == (422, 2, True)
    assert upload(organiser, ("drie.txt", b"drie"), kept=tokens[:1]).status_code == 303  # the other was unticked
    assert [(one.title, files.read(one.file_key)) for one in kept()] == [("een", pdf()), ("drie", b"drie")]
    again = upload(organiser, kept=tokens[:1])
    assert (again.status_code, "it was kept for a day only" in again.text, len(kept())) == (422, True, 2)


def test_a_newer_file_is_kept_while_its_title_is_put_right(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("een.pdf", pdf()))
    page = f"{LIST}/{kept()[0].id}/edit"
    data: dict[str, Any] = {"csrf_token": token(organiser), "audience": EVERYONE}
    newer = {"file": (io.BytesIO(b"nieuw"), "nieuw.txt"), "title": "x" * 201}
    found = KEPT.findall(organiser.post(page, data={**data, **newer}).text)
    assert organiser.post(page, data={**data, "kept": found, "title": "Nieuw"}).status_code == 303
    assert [(one.title, files.read(one.file_key)) for one in kept()] == [("Nieuw", b"nieuw")]


def test_a_script_that_sends_files_itself_is_told_that_it_can_send_them_again(
    organiser: FlaskClient, event: Any
) -> None:
    as_data = upload(organiser, ("een.pdf", pdf()), headers={"Accept": "application/json"}, title="x" * 201)
    assert as_data.json == {"errors": ["Keep the title under 200 characters."], "again": True}
    assert kept() == []


def test_no_file_at_all_is_told_beside_the_field(organiser: FlaskClient, event: Any) -> None:
    assert 'id="files-error"' in upload(organiser).text


def test_a_script_gets_its_answer_as_data(organiser: FlaskClient, event: Any) -> None:
    wants = {"Accept": "application/json"}
    assert upload(organiser, ("een.pdf", pdf()), headers=wants).json == {"added": 1}
    refused = upload(organiser, ("kwaad.svg", HTML), headers=wants)
    assert refused.status_code == 422
    assert "kwaad.svg" in refused.json["errors"][0]


def test_a_body_over_the_limit_is_refused_with_413(organiser: FlaskClient, event: Any) -> None:
    body = b"--x\r\n" + b"0" * (52 * MIB)
    assert organiser.post(LIST, data=body, content_type="multipart/form-data; boundary=x").status_code == 413
    assert kept() == []


def link(client: FlaskClient, **answers: str) -> Any:
    filled = {"url": "https://video.example.org/1", "title": "Opname", "link_kind": "recording", "audience": EVERYONE}
    return client.post(f"{LIST}/link", data={"csrf_token": token(client), **filled, **answers})


def test_a_link_is_added(organiser: FlaskClient, event: Any) -> None:
    assert link(organiser).status_code == 303
    (material,) = kept()
    assert (material.kind, material.url, material.link_kind) == ("link", "https://video.example.org/1", "recording")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "", "ftp://x.example"])
def test_only_web_addresses_are_links(organiser: FlaskClient, event: Any, url: str) -> None:
    answer = link(organiser, url=url)
    assert answer.status_code == 422
    assert 'value="Opname"' in answer.text
    assert kept() == []


def test_materials_move_up_and_down(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("a.pdf", pdf()), ("b.pdf", pdf()), ("c.pdf", pdf()))
    third = kept()[2].id
    for direction, order in (("up", "acb"), ("up", "cab"), ("up", "cab"), ("down", "acb")):
        answer = organiser.post(f"{LIST}/{third}/move", data={"csrf_token": token(organiser), "direction": direction})
        assert answer.status_code == 303
        assert "".join(material.title for material in kept()) == order


def test_a_replaced_file_keeps_its_address_and_the_old_one_is_deleted(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("oud.pdf", pdf(b"oud")))
    (before,) = kept()
    number, old_key = before.id, before.file_key
    data = {"csrf_token": token(organiser), "title": "Nieuw", "audience": EVERYONE}
    data["file"] = (io.BytesIO(pdf(b"nieuw")), "nieuw.pdf")  # type: ignore[assignment]
    assert organiser.post(f"{LIST}/{number}/edit", data=data).status_code == 303
    (after,) = kept()
    assert (after.id, after.title, after.file_name) == (number, "Nieuw", "nieuw.pdf")
    assert files.read(after.file_key) == pdf(b"nieuw")
    with pytest.raises(files.MissingFileError):
        files.read(old_key)
    old_address = organiser.get(f"/events/kracht/materials/{number}/oud.pdf")
    assert (old_address.status_code, old_address.headers["Location"]) == (
        301,
        f"/events/kracht/materials/{number}/nieuw.pdf",
    )


def test_a_refused_replacement_changes_nothing(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("oud.pdf", pdf(b"oud")))
    (before,) = kept()
    number, key = before.id, before.file_key
    data = {"csrf_token": token(organiser), "title": "Nieuw", "audience": EVERYONE}
    data["file"] = (io.BytesIO(HTML), "nieuw.pdf")  # type: ignore[assignment]
    answer = organiser.post(f"{LIST}/{number}/edit", data=data)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert (kept()[0].title, files.read(key)) == ("oud", pdf(b"oud"))


def test_a_removed_material_takes_its_file_along(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("oud.pdf", pdf()))
    (material,) = kept()
    number, key = material.id, material.file_key
    assert organiser.get(f"{LIST}/{number}/remove").status_code == 200
    assert files.read(key) == pdf()
    assert organiser.post(f"{LIST}/{number}/remove", data={"csrf_token": token(organiser)}).status_code == 303
    assert kept() == []
    with pytest.raises(files.MissingFileError):
        files.read(key)


def test_every_page_about_a_material_opens(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("a.pdf", pdf()))
    link(organiser)
    for material in kept():
        assert organiser.get(f"{LIST}/{material.id}/edit").status_code == 200
    assert organiser.get(f"{LIST}/link").status_code == 200
    assert organiser.get(LIST).status_code == 200


PAGES = ("", "/link", "/1/edit", "/1/remove")


def test_who_may_only_look_changes_no_materials(client: FlaskClient, network: Any, event: Any) -> None:
    sign_in(client, make_member(network, VIEWER))
    assert [client.get(f"{LIST}{page}").status_code for page in PAGES] == [403, 403, 403, 403]


def test_another_networks_organiser_finds_no_materials(client: FlaskClient, event: Any) -> None:
    sign_in(client, make_member(make_network(), ORGANISER))
    assert [client.get(f"{LIST}{page}").status_code for page in PAGES] == [404, 404, 404, 404]


def test_a_material_of_another_event_cannot_be_reached_by_its_number(organiser: FlaskClient, event: Any) -> None:
    stranger = make_event()
    upload(organiser, ("a.pdf", pdf()))
    (material,) = kept()
    material.event_id = stranger.id
    db.session.commit()
    assert organiser.get(f"{LIST}/{material.id}/edit").status_code == 404
    assert organiser.get(f"{LIST}/{material.id}/a.pdf").status_code == 404


def test_queries_give_each_audience_its_own(organiser: FlaskClient, event: Any) -> None:
    upload(organiser, ("a.pdf", pdf()))
    upload(organiser, ("b.pdf", pdf()), audience=REGISTRANTS)
    assert [material.title for material in public_materials(event.id)] == ["a"]
    assert [material.title for material in materials_for_registrants(event.id)] == ["a", "b"]
    assert materials_of(event.id + 1) == []
