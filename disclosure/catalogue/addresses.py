"""Where the desk keeps what: addresses for staff."""

from django.urls import reverse

from disclosure.catalogue.models import Edition


def step_url(edition: Edition, verb: str) -> str:
    """The page of a step."""
    return reverse("admin:catalogue_edition_step", args=[edition.pk, verb])


def edition_url(edition: Edition) -> str:
    """Where staff write an edition: the stock form, unless its kind has a desk of its own."""
    own = getattr(edition.entry.behaviour, "desk_url", None)
    if own:
        return str(own(edition))
    return reverse("admin:catalogue_edition_change", args=[edition.pk])
