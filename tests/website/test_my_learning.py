"""The page one lands on after signing in."""

import pytest
from django.urls import reverse

from core import panels


@pytest.mark.parametrize("language", ["lo", "en"])
def test_it_greets_by_given_name_and_is_never_a_dead_end(participant, browser_of, language):
    participant.given_name_lo, participant.given_name_latin = "ບຸນມີ", "Bounmy"
    participant.save()
    html = browser_of(participant).get(f"/{language}/my/").content.decode()
    assert ("ສະບາຍດີ, ບຸນມີ" if language == "lo" else "Hello, Bounmy") in html


def test_a_stranger_signs_in_first_and_comes_back(stranger, db):
    response = stranger.get("/lo/my/")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/lo/my/")


def test_it_only_reads(participant, browser_of):
    assert browser_of(participant).post("/lo/my/").status_code == 405


def test_upper_apps_put_their_blocks_here(participant, browser_of, monkeypatch):
    monkeypatch.setitem(panels._places, "my_learning", [])
    html = browser_of(participant).get("/lo/my/").content.decode()
    assert 'class="empty"' in html
    panels.register(
        "my_learning",
        name="test",
        template="components/notice.html",
        context=lambda request, subject: {"text": f"block of {subject.username}"},
        order=1,
    )
    html = browser_of(participant).get("/lo/my/").content.decode()
    assert "block of participant" in html
    assert 'class="empty"' not in html


@pytest.mark.parametrize(
    ("who", "room"), [("facilitator", "workshops"), ("reporting_officer", "reports")]
)
def test_people_with_a_room_get_there_in_one_click(request, browser_of, participant, who, room):
    address = reverse(room)
    link = f'<a class="card-link" href="{address}">'
    person = request.getfixturevalue(who)
    assert link in browser_of(person).get("/lo/my/").content.decode()
    assert link not in browser_of(participant).get("/lo/my/").content.decode()
