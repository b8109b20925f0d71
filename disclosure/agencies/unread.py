"""What sessions of the desk still hold of what was written."""

from django.contrib.sessions.models import Session
from django.utils import timezone

MESSAGES = "_messages"


def forget_messages() -> int:
    """Drop the unread messages of every session; how many held some.

    They name titles and files: after an erasure none may wait in a session. Sessions that have
    expired are removed whole.
    """
    now, changed = timezone.now(), 0
    Session.objects.filter(expire_date__lt=now).delete()
    for session in Session.objects.iterator(chunk_size=500):
        data = session.get_decoded()
        if data.pop(MESSAGES, None):
            encoded = Session.objects.encode(data)
            changed += Session.objects.filter(pk=session.pk).update(session_data=encoded)
    return changed
