"""Sessions: a key that is no key of ours, or is over, is as good as none."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.sessions import SessionStore


def test_what_was_kept_is_there(db, django_assert_num_queries):
    kept = SessionStore()
    kept["place"] = "ວຽງຈັນ"
    kept.save()
    with django_assert_num_queries(1):
        assert SessionStore(kept.session_key)["place"] == "ວຽງຈັນ"


@pytest.mark.parametrize(
    "key", ["nosuchkeynosuchkeynosuchkeynosuch", "ກ" * 32, "a'b" * 11, "", "\x00" * 32]
)
def test_a_key_that_is_none(db, key):
    store = SessionStore(key)
    assert store.get("place") is None
    assert not store.session_key


def test_a_session_that_is_over(db):
    kept = SessionStore()
    kept["place"] = "ວຽງຈັນ"
    kept.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    again = SessionStore(kept.session_key)
    assert again.get("place") is None
    assert again.session_key is None
