"""What the form says about attachments: new ones, removed ones, their order and descriptions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from disclosure.agencies.access import person
from disclosure.catalogue import attachments
from disclosure.catalogue.forms import attachment_orders
from disclosure.catalogue.models import Attachment, Edition
from disclosure.lib.uploads import BadUpload

LONGEST = Attachment._meta.get_field("description").max_length


def save_files(request: HttpRequest, edition: Edition, files: list[Any]) -> None:
    """Remove, order, describe and add as posted; a refused file is named, the draft is saved."""
    user = person(request)
    for attachment in edition.attachments.all():
        if f"remove-{attachment.pk}" in request.POST:
            attachment.edition = edition
            attachments.remove_attachment(attachment, by=user)
    order = [pk for _, pk in sorted(attachment_orders(request.POST, edition))]
    attachments.reorder_attachments(edition, order, by=user)
    attachments.describe_attachments(edition, descriptions(request, edition), by=user)
    for file in files:
        try:
            attachments.add_attachment(edition, by=user, name=file.name or "", file=file)
        except BadUpload as error:
            messages.error(request, f"附件没有保存：{error}")


def descriptions(request: HttpRequest, edition: Edition) -> dict[int, str]:
    """What was typed beside each file, in one line."""
    return {
        pk: " ".join(request.POST[f"description-{pk}"].split())[:LONGEST]
        for pk in edition.attachments.values_list("pk", flat=True)
        if f"description-{pk}" in request.POST
    }
