"""Chores: once a day, whoever comes first, and one that fails stops no other."""

from datetime import timedelta

import pytest

from core import chores


@pytest.fixture
def done(monkeypatch):
    """No chores but those of the test; what was done."""
    monkeypatch.setattr(chores, "_chores", {})
    return []


def test_a_chore_is_done_once_a_day(done, monkeypatch):
    chores.every_day("sweep", lambda: done.append("sweep"))
    assert chores.do_due() == ["sweep"]
    assert chores.do_due() == []
    tomorrow = chores.timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(chores.timezone, "localdate", lambda: tomorrow)
    assert chores.do_due() == ["sweep"]
    assert done == ["sweep"] * 2


def test_one_that_fails_stops_no_other(done, caplog):
    def fail():
        raise RuntimeError("the broom is broken")

    chores.every_day("fail", fail)
    chores.every_day("sweep", lambda: done.append("sweep"))
    assert chores.do_due() == ["sweep"]
    assert "the broom is broken" in caplog.text


def test_answers_are_forgotten_every_day():
    assert "forget_answers" in chores._chores
