"""What a bad paste leaves in a text is seen, named and never in the way of saving."""

import pytest

from courses.curriculum.models import GlossaryTerm, LessonPage
from courses.curriculum.parts import Part, Side
from courses.curriculum.proofreading import remarks_on
from courses.curriculum.selectors.glossary import glossary
from courses.curriculum.services import save_term
from people.services import ensure_roles
from tests.courses.curriculum.test_editing import lesson_form

#: "ຂ່າວ" and more as the fonts Saysettha Lao and Alice keep it: Latin letters and symbols.
OLD_FONT = "¢È¾¸ ¡¾­²½ì¾ ÀªõÍ­Ä²"


def part(en: str = "", lo: str = "") -> Part:
    return Part(
        "summary", "summary", 0, (en and Side(en, "")) or None, (lo and Side(lo, "")) or None
    )


def kinds(found) -> list[str]:
    return [remark.kind for remark in found]


@pytest.mark.parametrize("text", OLD_FONT.split())
@pytest.mark.parametrize("language", ["en", "lo"])
def test_letters_of_an_old_lao_font_are_seen(text, language):
    found = remarks_on([part(**{language: f"ຂ່າວ {text} 24"})])
    assert [(remark.kind, remark.found, remark.language) for remark in found] == [
        ("font", text, language)
    ]
    assert found[0].before == "ຂ່າວ "


@pytest.mark.parametrize("text", ["\ue001\ue0a2", "ບ້ານ\uf701", "a\ufffdb"])
def test_private_places_and_lost_letters_are_seen(text):
    assert kinds(remarks_on([part(lo=text)])) == ["font"]


@pytest.mark.parametrize(
    "text",
    [
        "résumé of Genève, São Tomé, naïve, Côte d'Ivoire, Müller, Ærø",
        "±5 °C · 4×4 · ½ · § 12 · «ຄຳ» · ©2016",
        "ການເຕືອນໄພ: 24 ຊົ່ວໂມງ – “ດ່ວນ” … ໆ",
        "+856 21 123 456; https://example.la/ຂ່າວ?a=1",
    ],
)
def test_ordinary_texts_are_left_in_peace(text):
    assert remarks_on([part(en=text, lo=text)]) == []


def test_thai_letters_are_seen_in_both_languages():
    found = remarks_on([part(en="call สถานทูต now", lo="ໂທຫາ สถานทูต")])
    assert [(remark.kind, remark.language, remark.found) for remark in found] == [
        ("thai", "en", "สถานทูต"),
        ("thai", "lo", "สถานทูต"),
    ]


def test_words_to_avoid_are_named_with_what_to_write():
    found = remarks_on([part(lo="ຈັງຫວັດໃດ")])
    assert [(remark.kind, remark.found) for remark in found] == [("word", "ຈັງຫວັດ")]
    assert "ແຂວງ" in found[0].advice


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lo", "count"),
    [("ລະດັບເຕືອນໄພສູງ", 0), ("ຂັ້ນເຕືອນໄພ", 0), ("ຂັ້ນອັນຕະລາຍ", 1)],
)
def test_a_term_that_the_lao_does_not_use_is_named(editor, lo, count):
    save_term(
        term=GlossaryTerm(
            slug="alert-level", term_en="Alert level", term_lo="ລະດັບເຕືອນໄພ",
            meaning_en="a", meaning_lo="ກ", also_en="alert levels", also_lo="ຂັ້ນເຕືອນໄພ",
        ),
        actor=editor,
    )  # fmt: skip
    found = remarks_on(
        [part(en="The alert levels rise.", lo=lo)], glossary("en", ""), glossary("lo", "")
    )
    assert kinds(found) == ["term"] * count


@pytest.fixture
def cms(course_page, editor, browser_of):
    ensure_roles()
    return browser_of(editor)


def test_a_bad_paste_is_saved_and_named_with_its_place(cms):
    lesson = LessonPage.objects.get(code="B1.1")
    address = f"/cms/pages/{lesson.pk}/edit/"
    pasted = f"ຂ່າວ {OLD_FONT} ແລະ สวัสดี"
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo=pasted)
    response = cms.post(address, data, follow=True)
    body = response.content.decode()
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().summary_lo == pasted, "nothing is lost"
    assert "<mark>สวัสดี</mark>" in body
    assert "<mark>¡¾­²½ì¾</mark>" in body
    assert 'data-go-to="summary_lo"' in body
    assert "ບັນທຶກແລ້ວ" in body, "and a message says so"


def test_what_wagtail_saves_by_itself_leaves_no_messages(cms):
    lesson = LessonPage.objects.get(code="B1.1")
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo="สวัสดี")
    address = f"/cms/pages/{lesson.pk}/edit/"
    assert cms.post(address, data, headers={"Accept": "application/json"}).json()["success"]
    assert "ບັນທຶກແລ້ວ" not in cms.get("/cms/").content.decode()


def test_terms_are_found_at_hand_in_either_language(cms, editor):
    for slug, en, lo in (("a", "Alert level", "ລະດັບເຕືອນໄພ"), ("b", "Broker", "ນາຍໜ້າ")):
        term = GlossaryTerm(slug=slug, term_en=en, term_lo=lo, meaning_en="m", meaning_lo="ມ")
        save_term(term=term, actor=editor)
    for asked in ("alert", "ເຕືອນໄພ"):
        body = cms.get("/cms/curriculum/terms/", {"q": asked}).content.decode()
        assert 'data-copy-term="ລະດັບເຕືອນໄພ"' in body
        assert "Broker" not in body
    assert "data-copy-term" not in cms.get("/cms/curriculum/terms/", {"q": "zzz"}).content.decode()


def test_the_editor_screen_has_the_drawer_and_the_net(cms):
    lesson = LessonPage.objects.get(code="B1.1")
    body = cms.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    assert 'data-drawer="/cms/curriculum/terms/"' in body
    assert 'data-keep="/cms/curriculum/kept/"' in body


def test_an_ended_session_brings_the_writer_back_to_the_page(cms, course_page, stranger):
    lesson = LessonPage.objects.get(code="B1.1")
    address = f"/cms/pages/{lesson.pk}/edit/"
    response = stranger.post(address, lesson_form(code="B1.1", slug=lesson.slug), follow=True)
    assert f"next={address}" in response.redirect_chain[-1][0]
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().heading_en != "Storms"


def test_the_browser_learns_whether_its_copy_was_saved(cms, editor, browser_of):
    lesson = LessonPage.objects.get(code="B1.1")

    def kept(client, mark="abc"):
        return client.get("/cms/curriculum/kept/", {"mark": mark}).json()

    assert kept(cms) == {"user": editor.pk, "saved": False}
    data = lesson_form(code="one", slug=lesson.slug) | {"kept": "abc"}
    cms.post(f"/cms/pages/{lesson.pk}/edit/", data | {"action-publish": "1"})
    assert not kept(cms)["saved"], "a refused save is none"
    data = lesson_form(code="B1.1", slug=lesson.slug) | {"kept": "abc"}
    cms.post(f"/cms/pages/{lesson.pk}/edit/", data)
    assert kept(cms)["saved"]
    assert not kept(cms, "other")["saved"]


@pytest.mark.parametrize("address", ["terms/", "kept/"])
def test_doors_at_hand_are_for_editors(cms, participant, stranger, browser_of, address):
    for client in (browser_of(participant), stranger):
        assert client.get(f"/cms/curriculum/{address}").status_code in (302, 401, 403, 404)
