"""Files reach only the view that asked for one, from a user who may use it, and only as large as it said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Permission
from accounts.uploads import AskedForUploadHandler, OversizedUpload
from imports.siga.opening import LIMITS

SMALL = b"desa;ada\n" * 10


def files_of(client, url: str, content: bytes = SMALL, **more) -> dict:
    sent = {"file": SimpleUploadedFile("a.csv", content), "token": "x", **more}
    return client.post(url, sent).wsgi_request.FILES


def test_only_those_who_may_compare_can_send_a_file(cast, sign_in):
    """AC07"""
    for user in [*cast.inside.values(), *cast.lost.values(), cast.jobless, None]:
        taken = bool(files_of(sign_in(user), reverse("siga_add")))
        assert taken is (user is not None and user.allows(Permission.SIGA_COMPARE)), str(user)


@pytest.mark.parametrize("name", ["home", "account_login", "siga_list", "receipt_find", "group_register", "theme_set"])
def test_no_other_page_takes_one(cast, sign_in, name):
    assert not files_of(sign_in(cast.admin), reverse(name))
    assert not files_of(sign_in(None), reverse(name))


def test_a_file_that_is_too_large_is_counted_and_let_go(cast, sign_in):
    taken = files_of(sign_in(cast.admin), reverse("siga_add"), b"x" * (LIMITS.size + 1))["file"]
    assert isinstance(taken, OversizedUpload)
    assert taken.size == LIMITS.size + 1


def test_what_is_too_large_is_not_held_while_it_comes(cast, sign_in):
    request = sign_in(cast.admin).get(reverse("siga_add")).wsgi_request
    handler = AskedForUploadHandler(request)
    handler.new_file("file", "a.csv", "text/csv", None)
    for _piece in range(3):
        handler.receive_data_chunk(b"x" * LIMITS.size, 0)
    assert handler.size == 3 * LIMITS.size
    assert handler.content.getvalue() == b""


def test_one_file_is_taken_and_no_more(cast, sign_in):
    files = files_of(sign_in(cast.admin), reverse("siga_add"), other=SimpleUploadedFile("b.csv", SMALL))
    assert list(files) == ["file"]
