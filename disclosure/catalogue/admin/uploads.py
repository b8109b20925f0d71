"""What the form says about attachments: new ones, removed ones, their order."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from disclosure.agencies.access import person
from disclosure.catalogue import attachments
from disclosure.catalogue.forms import attachment_orders
from disclosure.catalogue.models import Edition
from disclosure.lib.uploads import BadUpload


def save_files(request: HttpRequest, edition: Edition, files: list[Any]) -> None:
    """Remove, order and add as posted; a refused file is named, the draft is saved all the same."""
    user = person(request)
    for attachment in edition.attachments.all():
        if f"remove-{attachment.pk}" in request.POST:
            attachment.edition = edition
            attachments.remove_attachment(attachment, by=user)
    order = [pk for _, pk in sorted(attachment_orders(request.POST, edition))]
    attachments.reorder_attachments(edition, order, by=user)
    for file in files:
        try:
            attachments.add_attachment(edition, by=user, name=file.name or "", file=file)
        except BadUpload as error:
            messages.error(request, f"附件没有保存：{error}")
