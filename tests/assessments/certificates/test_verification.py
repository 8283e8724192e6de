"""Anybody may verify: name, event, dates, status; nothing more, and never an error page of ours."""

import pytest

from assessments.certificates.models import CODE_LETTERS, Certificate, new_code, normalise_code
from assessments.certificates.services import (
    issue_certificate,
    reissue_certificate,
    revoke_certificate,
)
from assessments.certificates.views.verification import TRIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(add_participant, facilitator) -> Certificate:
    registration = add_participant(position_lo="ຮອງຫົວໜ້າກົມ", position_en="Deputy Director")
    return issue_certificate(registration=registration, actor=facilitator)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lo", ["ໃບຢັ້ງຢືນນີ້ໃຊ້ໄດ້", "19-20 ມິຖຸນາ 2024", "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານ"]),
        ("en", ["This certificate is valid", "19–20 June 2024", "Migrants in Countries in Crisis"]),
    ],
)
def test_it_says_name_event_dates_and_status(certificate, stranger, language, words):
    response = stranger.get(f"/{language}/certificates/verify/{certificate.code}/")
    page = response.content.decode()
    for word in [*words, certificate.words["name_lo"], certificate.words["name_latin"]]:
        assert word in page
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_and_nothing_more(certificate, stranger):
    page = stranger.get(f"/en/certificates/verify/{certificate.code}/").content.decode()
    person = certificate.person
    for secret in ("Deputy Director", "ຮອງຫົວໜ້າກົມ", person.username, certificate.rule_en):
        assert secret not in page
    assert certificate.registration.organisation.name_en not in page


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("status", ["revoked", "superseded", "expired"])
def test_what_no_longer_counts_says_so(certificate, stranger, facilitator, language, status):
    if status == "revoked":
        revoke_certificate(certificate=certificate, reason="secret reason", actor=facilitator)
    elif status == "superseded":
        reissue_certificate(certificate=certificate, reason="secret reason", actor=facilitator)
    else:
        Certificate.objects.filter(pk=certificate.pk).update(valid_until="2024-12-31")
    page = stranger.get(f"/{language}/certificates/verify/{certificate.code}/").content.decode()
    assert "notice ok" not in page
    assert "secret reason" not in page
    assert ("valid." in page) is False


@pytest.mark.parametrize("write", [str, str.lower, lambda text: f"  {text[:5]} {text[5:]} "])
def test_a_code_typed_in_any_way_is_found(certificate, stranger, write):
    response = stranger.get("/lo/certificates/verify/", {"number": write(certificate.code)})
    assert response.headers["Location"] == f"/lo/certificates/verify/{certificate.code}/"


@pytest.mark.parametrize(
    "typed",
    ["MICIC-2024-LAO-0001", "micic 2024 lao 1", "MICIC–2024–LAO–0001", "MICIC-໒໐໒໔-LAO-໐໐໐໑"],
)
def test_a_number_typed_in_any_way_is_found(certificate, stranger, typed):
    response = stranger.get("/lo/certificates/verify/", {"number": typed})
    assert response.headers["Location"] == f"/lo/certificates/verify/{certificate.code}/"


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize(
    "typed",
    ["MICIC-2024-LAO-9999", "AAAAAAAAAA", "' OR 1=1", "<script>", "ໃບຢັ້ງຢືນ", "9" * 60, "²²²²²²²²²²"],
)
def test_what_is_not_known_is_a_page_with_advice(certificate, stranger, language, typed):
    response = stranger.get(f"/{language}/certificates/verify/", {"number": typed})
    assert response.status_code == 404
    page = response.content.decode()
    assert "notice warn" in page
    assert "<script>alert" not in page
    assert typed == "<script>" or typed.replace("'", "&#x27;") in page


@pytest.mark.parametrize("typed", ["", "   ", "x" * 500, "a\x00b"])
def test_what_cannot_be_a_number_is_answered_by_the_form(stranger, typed):
    response = stranger.get("/lo/certificates/verify/", {"number": typed})
    assert response.status_code in (200, 404)
    assert "<form" in response.content.decode()


@pytest.mark.parametrize("code", ["nothing", "A" * 300, "%00", "໑໒໓", "a b"])
def test_a_wrong_address_is_a_page_with_advice(stranger, code):
    response = stranger.get(f"/lo/certificates/verify/{code}/")
    assert response.status_code == 404
    assert "<form" in response.content.decode()


def test_the_address_of_the_qr_code_follows_the_browsers_language(certificate, stranger):
    assert certificate.words["verify_url"] == f"https://training.example.la/v/{certificate.code}"
    for language in ("lo", "en"):
        response = stranger.get(
            f"/v/{certificate.code}", headers={"accept-language": f"{language};q=1"}
        )
        assert response.headers["Location"] == (
            f"/{language}/certificates/verify/{certificate.code}/"
        )


def test_numbers_cannot_be_counted_through(certificate, stranger):
    for serial in range(TRIES):
        stranger.get("/lo/certificates/verify/", {"number": f"MICIC-2024-LAO-{serial + 2}"})
    response = stranger.get("/lo/certificates/verify/", {"number": certificate.number})
    assert response.status_code == 429
    scanned = stranger.get(f"/lo/certificates/verify/{certificate.code}/")
    assert scanned.status_code == 200


def test_a_name_with_markup_is_shown_as_typed(add_participant, facilitator, stranger):
    registration = add_participant()
    registration.person.given_name_latin = "<script>alert(1)</script>"
    registration.person.save()
    certificate = issue_certificate(registration=registration, actor=facilitator)
    page = stranger.get(f"/en/certificates/verify/{certificate.code}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_codes_are_unguessable_and_typed_safely():
    codes = {new_code() for _one in range(200)}
    assert len(codes) == 200
    assert all(set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("ILOU") & set(CODE_LETTERS)
    assert normalise_code("oil-o1 ໑") == "011011"
