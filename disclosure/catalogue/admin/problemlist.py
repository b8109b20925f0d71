"""What the checks found, as a page lists it: by how grave it is, each with its place and a link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import FieldDoesNotExist

from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.proof.wording import ERASED_NOTE
from disclosure.workflow.log import subject_of
from disclosure.workflow.models import Event

LABELS = {
    "block": ("须修改", "改正后才能提交"),
    "confirm": ("须确认", "改正，或者在提交时说明理由"),
    "warn": ("提示", "不影响提交，请核对"),
}
ELSEWHERE = "其他"
# The editor hides the text field of the body; the line below the editor can be jumped to.
ANCHORS = {"body": "id_body_helptext"}


@dataclass(frozen=True)
class Line:
    """A problem with the address of its place; "" for whoever cannot write there.

    `reason` is what its author said of it on handing in.
    """

    message: str
    url: str
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """A place of the edition with its problems."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The problems of one severity, by place."""

    severity: str
    label: str
    advice: str
    count: int
    places: tuple[Place, ...]


def grouped(edition: Edition, found: Iterable[Problem], *, in_form: bool = False) -> list[Group]:
    """The groups in the order of gravity; `in_form` when the fields are on the same page."""
    problems = list(found)
    said = reasons_given(edition, problems)
    groups = []
    for severity, (label, advice) in LABELS.items():
        some = [problem for problem in problems if problem.severity == severity]
        if some:
            places = tuple(places_of(edition, some, in_form, said))
            groups.append(Group(severity, label, advice, len(some), places))
    return groups


def reasons_given(edition: Edition, problems: list[Problem]) -> dict[Problem, str]:
    """What the author said of each problem on handing in; a draft is still to be handed in.

    One query, where there is a problem to give a reason for.
    """
    asked = [problem for problem in problems if problem.severity == "confirm"]
    if edition.is_draft or not asked:
        return {}
    rows = Event.objects.filter(subject=subject_of(edition), action="edition.submitted")
    submitted = rows.order_by("-pk").first()
    if submitted is None:
        return {}
    if submitted.erased_at:
        return dict.fromkeys(asked, ERASED_NOTE)
    confirmed = submitted.data.get("confirmed") or ()
    known = [problem for problem in asked if (problem.rule or problem.message) in confirmed]
    return dict.fromkeys(known, str(submitted.data.get("reason", "")))


def places_of(
    edition: Edition, some: list[Problem], in_form: bool, said: dict[Problem, str]
) -> Iterator[Place]:
    """The problems by place, the places in the order in which they were first named."""
    labels = {problem: place_of(edition, problem.field) for problem in some}
    order = list(dict.fromkeys(labels[problem][0] for problem in some))

    def rank(problem: Problem) -> int:
        return order.index(labels[problem][0])

    for at, same in groupby(sorted(some, key=rank), rank):
        lines = (
            Line(
                problem.message,
                link(edition, problem.field, labels[problem][1], in_form),
                said.get(problem, ""),
            )
            for problem in same
        )
        yield Place(order[at], tuple(lines))


def place_of(edition: Edition, field: str) -> tuple[str, str]:
    """What a field is called, and where a kind with a desk of its own keeps it."""
    own = getattr(edition.entry.behaviour, "place", None)
    if own and field:
        return own(edition, field) or (label_of(field), "")
    return label_of(field), ""


def label_of(field: str) -> str:
    """The name of a column of the edition or its entry."""
    for model in (Edition, Entry):
        try:
            return str(getattr(model._meta.get_field(field), "verbose_name", ELSEWHERE))
        except FieldDoesNotExist:
            continue
    return ELSEWHERE


def link(edition: Edition, field: str, own_url: str, in_form: bool) -> str:
    """Where a problem can be mended; only drafts can be."""
    if not edition.is_draft or not field:
        return ""
    if own_url:
        return own_url
    if label_of(field) == ELSEWHERE:
        return ""
    anchor = f"#{ANCHORS.get(field, f'id_{field}')}"
    return anchor if in_form else f"{edition_url(edition)}{anchor}"
