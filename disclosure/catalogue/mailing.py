"""Letters to the people who can act next, sent once what happened is certain."""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import holders, holds
from disclosure.catalogue.models import Edition, Erasure
from disclosure.catalogue.models.erasures import CONFIRMERS, DAYS
from disclosure.catalogue.models.reviews import ReviewStep, next_step, refusal, standing
from disclosure.catalogue.models.writers import own_work, with_writings
from disclosure.lib.dates import to_minute
from disclosure.workflow.states import State

logger = logging.getLogger(__name__)

Letter = tuple[User, EmailMessage]


def tell_next(edition: Edition) -> None:
    """Tell whoever may decide the next review, or release the edition; who wrote it is not told."""
    if edition.state == State.SUBMITTED:
        step = next_step(edition)
        if step is None:
            return
        people, approved = holders(edition.entry.agency, step.role), standing(edition)
        known = with_writings(edition)
        able = [one for one in people if not refusal(step, known, one, approved)]
        send(able, f"等待您{step.name}：{edition.title}", lines(edition, f"等待{step.name}"))
    elif edition.state == State.CLEARED:
        people = holders(edition.entry.agency, Role.PUBLISHER)
        known = with_writings(edition)
        able = [one for one in people if not own_work(known, one, "发布")]
        send(able, f"等待您发布：{edition.title}", lines(edition, "等待发布"))


def tell_author(edition: Edition, by: User, reason: str) -> None:
    """Tell the author why an edition came back, if it is still theirs to mend."""
    author = edition.author
    if author and author != by and holds(author, Role.EDITOR, edition.entry.agency):
        told = lines(edition, f"{by}退回了这份稿件。原因：{reason}")
        send([author], f"稿件退回：{edition.title}", told)


def tell_confirmers(erasure: Erasure) -> None:
    """Tell everybody else who may confirm a purge; the letter has no title, which may hold it."""
    entry = erasure.entry
    people = {one.pk: one for role in CONFIRMERS for one in holders(entry.agency, role)}
    people.pop(erasure.requested_by_id, None)
    text = (
        f"{entry}　{entry.agency}\n\n"
        f"{erasure.requested_by}申请清除其中的个人信息，须由另一人确认后执行，"
        f"{DAYS} 天内有效。请登录工作台办理。\n"
    )
    send(people.values(), f"等待您确认清除：{entry}", text)


def tell_releaser(edition: Edition, reason: str) -> None:
    """Tell whoever scheduled a release why it did not happen."""
    if edition.published_by:
        told = lines(edition, f"定时发布未能进行。原因：{reason}")
        send([edition.published_by], f"定时发布未能进行：{edition.title}", told)


def tell_postponed(edition: Edition, former: datetime, opening: datetime) -> None:
    """Tell whoever scheduled a release that it waits for the agency's window."""
    if edition.published_by:
        told = f"原定 {to_minute(former)} 发布，当时不在发布时段内，顺延到 {to_minute(opening)}"
        subject = f"定时发布顺延：{edition.title}"
        send([edition.published_by], subject, lines(edition, f"{told}；可以改时间"))


def tell_forced(edition: Edition, reason: str, skipped: str, step: ReviewStep | None) -> None:
    """Tell the supervisors what went out before its reviews, and the reviewers what they owe."""
    people = holders(edition.entry.agency, Role.SUPERVISOR)
    told = lines(edition, f"已紧急发布，未经：{skipped}。理由：{reason}")
    owed = owed_letters(edition, step) if step else []
    send_all(letters(people, f"紧急发布：{edition.title}", told) + owed)


def tell_owed(edition: Edition, step: ReviewStep) -> None:
    """Tell whoever may make up a review that was skipped."""
    send_all(owed_letters(edition, step))


def owed_letters(edition: Edition, step: ReviewStep) -> list[Letter]:
    """To everybody who may make up a review."""
    people = holders(edition.entry.agency, step.role)
    known, approved = with_writings(edition), standing(edition)
    able = [one for one in people if not refusal(step, known, one, approved)]
    text = lines(edition, f"已紧急发布，等待{step.name}")
    return letters(able, f"等待您补审：{edition.title}", text)


def tell_objection(edition: Edition, by: User, note: str) -> None:
    """Tell the publishers that a reviewer would not have let an emergency release out."""
    people = holders(edition.entry.agency, Role.PUBLISHER)
    told = lines(edition, f"{by}补审后认为不应公开：{note}。请核对，需要时撤下或者更正")
    send(people, f"补审有异议：{edition.title}", told)


def lines(edition: Edition, what: str) -> str:
    """The letter: what it is about, without a word of a draft's content but its title."""
    entry = edition.entry
    number = entry.index_number or "提交时编号"
    return f"{edition.title}\n{number}　{entry.agency}\n\n{what}。请登录工作台办理。\n"


def send(people: Iterable[User], subject: str, text: str) -> None:
    """One letter to each who has an address, after the commit; a failure is logged, not raised."""
    send_all(letters(people, subject, text))


def letters(people: Iterable[User], subject: str, text: str) -> list[Letter]:
    """One letter to each who has an address, and to whom it goes."""
    short = " ".join(subject.split())[:150]
    return [(one, EmailMessage(short, text, None, [one.email])) for one in people if one.email]


def send_all(made: list[Letter]) -> None:
    """Send what one action has to tell, after the commit and all over one connection."""
    if made:
        transaction.on_commit(lambda: post(made), robust=True)


def post(made: list[Letter]) -> None:
    """Send letters until one fails: a server that does not answer is waited for once.

    Who pressed a button waits at most EMAIL_TIMEOUT seconds for it. Nothing is raised.
    """
    left = len(made)
    try:
        with get_connection() as connection:
            for to, letter in made:
                deliver(connection, to, letter)
                left -= 1
    except OSError as error:
        logger.warning("%d of %d letters were not sent: %s", left, len(made), fault_of(error))


def deliver(connection: Any, to: User, letter: EmailMessage) -> None:
    """Send one letter; that the server refuses this one does not keep it from the next.

    The log names the account and the fault, which may itself hold addresses. Raises OSError.
    """
    try:
        connection.send_messages([letter])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        logger.warning("mail to account %s was not sent: %s", to.username, fault_of(error))


def fault_of(error: OSError) -> str:
    """The kind of a fault, and its number if it has one."""
    return f"{type(error).__name__} ({getattr(error, 'smtp_code', error.errno)})"
