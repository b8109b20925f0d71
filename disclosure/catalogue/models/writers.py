"""Who wrote in an edition: nobody of them reviews or releases it (条例 Art. 17)."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import prefetch_related_objects

if TYPE_CHECKING:
    from disclosure.agencies.models import User
    from disclosure.catalogue.models import Edition


class Writing(models.Model):
    """改动过稿件的人: one person who changed what an edition says, or handed it in."""

    edition = models.ForeignKey(
        "catalogue.Edition", models.CASCADE, related_name="writings", verbose_name="版本"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="改动人"
    )

    class Meta:
        verbose_name = "改动过稿件的人"
        verbose_name_plural = "改动过稿件的人"
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="catalogue_writing_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.edition}：{self.user}"


def note_writer(edition: Edition, by: User | None) -> None:
    """Remember that a person wrote in an edition; one statement, also the second time."""
    if by is not None:
        Writing.objects.bulk_create([Writing(edition=edition, user=by)], ignore_conflicts=True)


def with_writings(edition: Edition) -> Edition:
    """A copy that knows who wrote in it, to ask for many people or tasks at one query.

    The original asks anew.
    """
    known = copy(edition)
    prefetch_related_objects([known], "writings")
    return known


def own_work(edition: Edition, user: User, what: str) -> str:
    """Why a person may not do this (审查, 发布) to an edition: it is their work; empty if not.

    Running the site changes nothing about it. One query, none where `writings` were prefetched.
    """
    if edition.author_id == user.pk:
        return f"撰写人不能{what}自己的稿件，请由另一位同事办理。"
    if any(one.user_id == user.pk for one in edition.writings.all()):
        return f"您改动过这份稿件，须由他人{what}。"
    return ""
