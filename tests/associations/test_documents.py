"""Files kept with boards (BD02, UP09): good ones come back, hostile ones are refused by name."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import AccessEntry
from accounts.roles import Role
from associations.actions.documents import content_of, keep_document, remove_document
from associations.documents import CheckedFile, checked_file
from associations.models import BoardEvent, Document
from members import nik_vault
from tests import factories
from tests.associations import files
from tests.associations.files import action, jpeg, opening, pdf
from tests.associations.rows import make_board, make_seat, make_term
from tests.at_once import at_once

PAGE = b"<html><script>alert(1)</script></html>"
JS = opening("JavaScript", JS="app.alert(1)")


def hidden_script(writer):
    """The script under a name written in another way, in no place a reader comes by."""
    writer._add_object(action("JavaScript", JS="app.alert(1)"))


HOSTILE = {
    "empty": ("sk.pdf", b"", "empty"),
    "svg": ("sk.svg", files.SVG, "web"),
    "svg called a photograph": ("foto.jpg", files.SVG, "web"),
    "html called a PDF": ("sk.pdf", b"<!DOCTYPE html>" + PAGE, "web"),
    "exe called a PDF": ("sk.pdf", files.EXE, "other"),
    "png called a PDF": ("sk.pdf", jpeg(form="PNG"), "other"),
    "gif": ("foto.jpg", b"GIF89a" + bytes(50), "other"),
    "PDF called a programme": ("sk.exe", pdf(), "suffix"),
    "photograph called a PDF": ("foto.pdf", jpeg(), "suffix"),
    "something before the PDF": ("sk.pdf", b"\n" + pdf(), "other"),
    "html before the PDF": ("sk.pdf", PAGE + pdf(), "web"),
    "html behind the PDF": ("sk.pdf", pdf() + PAGE, "trailing"),
    "html behind, ended again": ("sk.pdf", pdf() + PAGE + b"\n%%EOF", "polyglot"),
    "html in a comment at the head": (
        "sk.pdf",
        pdf().replace(b"\n", b"\n%stream\n%" + PAGE + b"\n%endstream\n", 1),
        "polyglot",
    ),
    "zip behind the PDF": ("sk.pdf", pdf() + files.zipped(), "trailing"),
    "zip behind, ended again": ("sk.pdf", pdf() + files.zipped() + b"\n%%EOF", "polyglot"),
    "cut off": ("sk.pdf", pdf()[:-40], "trailing"),
    "no PDF inside": ("sk.pdf", b"%PDF-1.7\nhalo\n%%EOF", "damaged"),
    "locked": ("sk.pdf", pdf(password="rahasia"), "password"),
    "script at opening": ("sk.pdf", pdf(JS), "active"),
    "script written otherwise": (
        "sk.pdf",
        pdf(JS).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"),
        "active",
    ),
    "script in no tree": ("sk.pdf", pdf(hidden_script), "active"),
    "programme at opening": ("sk.pdf", pdf(opening("Launch", F="calc.exe")), "active"),
    "address at opening": ("sk.pdf", pdf(opening("URI", URI="https://jahat.example")), "active"),
    "script in a link": ("sk.pdf", pdf(lambda writer: files.linked(writer, " Java\nScript:app.alert(1)")), "active"),
    "another computer in a link": ("sk.pdf", pdf(lambda writer: files.linked(writer, r"\\jahat\bagi")), "active"),
    "form": ("sk.pdf", pdf(files.with_form), "active"),
    "file inside": ("sk.pdf", pdf(lambda writer: writer.add_attachment("x.exe", files.EXE)), "embedded"),
    "too many pages": ("sk.pdf", pdf(pages=501), "pages"),
    "bomb": ("sk.pdf", pdf(files.bombed), "bomb"),
    "photograph cut off": ("foto.jpg", jpeg((900, 900))[:400], "damaged"),
    "photograph of 49 megapixels": ("foto.jpg", jpeg((7000, 7000)), "too_many_pixels"),
    "photograph that is none": ("foto.jpg", b"\xff\xd8\xff" + b"<script>" * 20, "damaged"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_by_name(case):
    """UP09: whatever it is called; the sentence says what to do."""
    name, content, code = HOSTILE[case]
    with pytest.raises(ValidationError) as refused:
        checked_file(content, name)
    (error,) = refused.value.error_dict["file"]
    assert error.code == code
    assert str(error.message)


def test_good_files_are_kept_as_they_are_and_photographs_without_their_place():
    """UP09: a link on a page is no action; nothing of the camera is left."""
    for content in (pdf(), pdf(files.linked), pdf(pages=3)):
        assert checked_file(content, "SK 12.PDF").content == content
    sent = jpeg(exif=True)
    kept = checked_file(sent + PAGE + files.zipped(), "foto.JPEG").content
    assert b"Rahasia" in sent and b"Rahasia" not in kept and b"script" not in kept and b"PK" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((60, 40), {})


@pytest.fixture
def sent(cast):
    """What a checked file looks like."""
    make_term("7604")
    return checked_file(pdf(), "sk.pdf")


def keep(by, file, code="7604", **columns) -> Document:
    columns = {"kind": "decree", "title": "SK 12"} | columns
    return keep_document(by=by, board=make_board(code), file=file, **columns)


def test_a_kept_file_is_sealed_and_comes_back_whole(cast, sent):
    document = keep(cast.aku, sent)
    assert b"%PDF" not in bytes(document.content.sealed)
    assert content_of(document) == sent.content
    with pytest.raises(nik_vault.SealBroken):
        nik_vault.open_bytes(bytes(document.content.sealed)[:-1])


def test_the_same_file_twice_on_a_board_is_told_until_it_is_taken_out(cast, sent):
    document = keep(cast.aku, sent)
    with pytest.raises(ValidationError) as refused:
        keep(cast.aku, sent, title="Sekali lagi")
    assert "SK 12" in str(refused.value.error_dict["file"][0].messages)
    assert keep(cast.admin, sent, code="76").board.region_id == "76"
    with pytest.raises(ValidationError):
        remove_document(by=cast.aku, document=document, reason="  ")
    remove_document(by=cast.aku, document=document, reason="Salah berkas")
    assert keep(cast.aku, sent).pk != document.pk


def test_a_file_belongs_to_rows_of_its_own_board_inside_the_territory(cast, sent):
    term = make_term("91")
    with pytest.raises(ValidationError):
        keep(cast.aku, sent, term=term)
    with pytest.raises(ValidationError):
        keep(cast.outside[Role.AKU], sent)
    seat = make_seat(make_board("7604").terms.get())
    with pytest.raises(ValidationError):
        keep(cast.aku, sent, seat=seat, term=seat.term)
    assert keep(cast.aku, sent, seat=seat).seat == seat


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_twice_at_once_is_kept_once():
    factories.make_country()
    keeper = factories.make_user("", Role.AKU, "76")
    make_board("7604")
    file = CheckedFile(b"%PDF-", "application/pdf", "a" * 64)
    answers = at_once(lambda: keep(keeper, file), lambda: keep(keeper, file))
    assert sorted(type(answer).__name__ for answer in answers) == ["Document", "ValidationError"]


# --- Pages ------------------------------------------------------------------------------------------------------------
def post_file(client, content: bytes, name: str = "sk.pdf", **fields):
    upload = io.BytesIO(content)
    upload.name = name
    fields = {"kind": "decree", "title": "SK 12", "untuk": "", "file": upload} | fields
    return client.post("/aku/7604/dokumen/", fields)


def test_a_file_goes_in_by_the_page_and_out_by_permission_alone(cast, sign_in):
    """AC01, AC03: never shown in the page of the registry, never cached, another territory's is not found."""
    seat = make_seat(make_term("7604"))
    answer = post_file(sign_in(cast.aku), pdf(), untuk=f"seat-{seat.pk}")
    assert answer.status_code == 302 and answer.url == "/aku/7604/"
    document = Document.objects.get()
    url = f"/aku/dokumen/{document.pk}/"
    got = sign_in(cast.officer).get(url)
    assert got.content == pdf() and got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"] == f'attachment; filename="dokumen-{document.pk}.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff" and "no-store" in got["Cache-Control"]
    assert got["Content-Security-Policy"].startswith("sandbox")
    assert AccessEntry.objects.filter(kind="exported", user=cast.officer).count() == 1
    assert sign_in(cast.outside[Role.AKU]).get(url).status_code == 404
    assert sign_in(cast.outside[Role.ADMIN]).get(url).status_code == 404
    assert sign_in(cast.auditor).get(url).status_code == 403
    assert sign_in(None).get(url).status_code == 302


def test_the_files_of_a_holder_stand_beside_her_with_decree_and_minutes(cast, sign_in):
    """BD02: on the page of the board, in the row of the post; the way to add one leads to that row."""
    seat = make_seat(make_term("7604"), decree_number="12/KEP/AKU/2026", minutes="BA Muscab 4 Mei 2026")
    make_seat(seat.term, "secretary", "Murni")
    client = sign_in(cast.aku)
    with CaptureQueriesContext(connection) as before:
        client.get("/aku/7604/")
    document = keep(cast.aku, checked_file(pdf(), "sk.pdf"), seat=seat)
    with CaptureQueriesContext(connection) as after:
        page = client.get("/aku/7604/")
    assert len(after) == len(before)
    assert [[file.document for file in one.files] for one in page.context["current"]["held"]] == [[document], []]
    row = page.content.decode().split("BA Muscab 4 Mei 2026")[1].split("</tr>")[0]
    assert f"/aku/dokumen/{document.pk}/" in row and f"/aku/7604/dokumen/?untuk=seat-{seat.pk}" in row
    assert "12/KEP/AKU/2026" in page.content.decode()
    remove_document(by=cast.aku, document=document, reason="Salah unggah")
    assert sign_in(cast.officer).get("/aku/7604/").context["current"]["held"][0].files == []


def test_what_is_refused_is_said_beside_the_field_and_typed_words_stay(cast, sign_in):
    make_term("7604")
    page = post_file(sign_in(cast.aku), files.SVG, "sk.pdf")
    assert page.status_code == 200
    assert "SVG" in str(page.context["form"].errors["file"]) and page.context["form"]["title"].value() == "SK 12"
    assert Document.objects.count() == 0


def test_a_hundred_megabytes_are_read_past_and_refused(cast, sign_in):
    """UP09: what is too large is let go of while it comes in."""
    make_term("7604")
    page = post_file(sign_in(cast.aku), pdf() + bytes(100 * 1024 * 1024))
    assert "10 MB" in str(page.context["form"].errors["file"])
    assert Document.objects.count() == 0


def test_a_withdrawn_file_is_not_found_and_says_why(cast, sign_in):
    make_term("7604")
    client = sign_in(cast.aku)
    post_file(client, pdf())
    document = Document.objects.get()
    page = client.get("/aku/7604/")
    assert "SK 12" in page.content.decode()
    assert client.post(f"/aku/dokumen/{document.pk}/tarik/", {"reason": "Salah berkas"}).status_code == 302
    assert client.get(f"/aku/dokumen/{document.pk}/").status_code == 404
    assert "SK 12" not in client.get("/aku/7604/").content.decode()
    document.refresh_from_db()
    assert document.removed_reason == "Salah berkas" and document.content.sealed


def test_the_files_of_an_event_stand_on_its_page(cast, sign_in):
    """UP09"""
    event = BoardEvent.objects.create(board=make_board("7604"), kind="muscab", starts_on=factories.LONG_AGO)
    client = sign_in(cast.aku)
    answer = post_file(client, jpeg(), "foto.jpg", kind="photo", title="Peserta", untuk=f"event-{event.pk}")
    assert answer.url == event.get_absolute_url()
    assert "Peserta" in client.get(event.get_absolute_url()).content.decode()
