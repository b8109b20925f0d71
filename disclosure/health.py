"""Health: for everybody whether it works; for staff also how the worker does."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.workerbeat import is_silent, last_beat


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers and the stores can be written; to staff also the worker.

    A silent worker is no reason to start the web server anew: it does not change the status.
    """
    state = {"database": database_answers(), "storage": stores_are_writable()}
    told: dict[str, Any] = dict(state)
    if state["database"] and request.user.is_staff:
        told["worker"] = worker_state()
    return JsonResponse(told, status=200 if all(state.values()) else 503)


def worker_state() -> dict[str, Any]:
    """When the worker last ticked, what waits for it, and whether it is silent meanwhile."""
    last, waiting = last_beat(), Edition.objects.scheduled().count()
    return {
        "last_tick": last.isoformat() if last else None,
        "scheduled": waiting,
        "overdue": Edition.objects.due().count(),
        "silent": bool(waiting) and is_silent(timezone.now()),
    }


def database_answers() -> bool:
    """Whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def stores_are_writable() -> bool:
    """Whether the private and public file stores can be written."""
    try:
        for root in (settings.PRIVATE_ROOT, settings.PUBLIC_ROOT):
            Path(root).mkdir(parents=True, exist_ok=True)
            probe = Path(root) / ".healthz"
            probe.touch()
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True
