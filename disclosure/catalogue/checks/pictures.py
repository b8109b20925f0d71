"""Pictures that say nothing to whoever does not see them: in the text, and attached."""

from collections.abc import Iterator

from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition
from disclosure.lib.html import fragment

RULE = "ALT"
PICTURES = (".jpg", ".jpeg", ".png", ".gif")


def silent_pictures(edition: Edition) -> Iterator[Problem]:
    """Pictures without words in their place (无障碍: 替代文字)."""
    html = edition.entry.behaviour.render(edition).html
    tree = fragment(html) if html.strip() else None
    pictures = [] if tree is None else list(tree.iter("img"))
    silent = [
        str(number)
        for number, picture in enumerate(pictures, 1)
        if not picture.get("alt", "").strip()
    ]
    if silent:
        told = f"正文第 {'、'.join(silent)} 张图片没有替代文字，读屏软件读不出，请补上图片说明。"
        yield Problem(told, "warn", "body", RULE)
    for attachment in edition.attachments.all():
        if attachment.name.lower().endswith(PICTURES) and not attachment.description.strip():
            told = f"图片附件“{attachment.name}”没有说明，读屏软件读不出，请在附件旁填写说明。"
            yield Problem(told, "warn", "new_files", RULE)
