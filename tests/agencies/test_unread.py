"""No unread message waits in a session after an erasure."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from disclosure.agencies.unread import forget_messages

pytestmark = pytest.mark.django_db


def make_session(**data):
    session = SessionStore()
    session.update(data)
    session.save()
    return session.session_key


def test_messages_go_and_the_log_in_stays():
    key = make_session(_messages="草稿“甲”已保存。", _auth_user_id="1")
    before = Session.objects.get(pk=key).expire_date
    assert forget_messages() == 1
    row = Session.objects.get(pk=key)
    assert (row.get_decoded(), row.expire_date) == ({"_auth_user_id": "1"}, before)


def test_expired_sessions_go_whole():
    key = make_session(kept="甲")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert forget_messages() == 0
    assert not Session.objects.filter(pk=key).exists()
