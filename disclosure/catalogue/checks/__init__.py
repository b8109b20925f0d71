"""What every entry needs before it is submitted, whatever its kind; each family of checks apart."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from disclosure.catalogue.checks.dates import date_problems, validity_problems
from disclosure.catalogue.checks.links import link_problems
from disclosure.catalogue.checks.metadata import required, wished
from disclosure.catalogue.checks.numbers import number_problems
from disclosure.catalogue.checks.pictures import silent_pictures
from disclosure.catalogue.checks.privacy import everywhere, personal_problems
from disclosure.catalogue.checks.words import word_problems
from disclosure.catalogue.kinds import Problem
from disclosure.pages.models import Method

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition, Entry


class ProblemsFound(Exception):
    """The edition cannot go on; `problems` names everything at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = problems

    @property
    def needs_only_a_reason(self) -> bool:
        """Nothing has to be mended; a person may confirm what is found."""
        return all(problem.severity == "confirm" for problem in self.problems)


def problems(edition: "Edition", *, today: date) -> list[Problem]:
    """Everything that stands between an edition and its submission, worst first."""
    found = [*required(edition), *contradictions(edition, today), *wished(edition)]
    found += [*edition.entry.behaviour.problems(edition), *personal_problems(edition)]
    found += [*told_again(edition), *silent_pictures(edition)]
    found += [*word_problems(edition), *link_problems(edition)]
    found += [*date_problems(edition, today), *validity_problems(edition, today)]
    found += number_problems(edition)
    order = ("block", "confirm", "warn")
    return sorted(found, key=lambda problem: order.index(problem.severity))


def contradictions(edition: "Edition", today: date) -> Iterator[Problem]:
    """Fields that contradict each other or the calendar."""
    entry = edition.intended_entry()
    if edition.written_on and edition.written_on > today:
        yield Problem(
            f"成文日期 {edition.written_on} 晚于今天 {today}，请改正。",
            field="written_on",
        )
    if entry.method == Method.CLOSED and not entry.closed_reason:
        yield Problem("公开方式为“不予公开”时必须填写理由。", field="closed_reason")
    if not entry.category.is_active:
        yield Problem(f"栏目“{entry.category}”已停用，请另选栏目。", field="category")
    if entry.agency.dissolved_on and entry.agency.dissolved_on < today:
        yield Problem(f"“{entry.agency}”已撤销，不能再发布新信息。", field="agency")


def told_again(edition: "Edition") -> Iterator[Problem]:
    """Personal data that a correction takes out, and its public difference would show again."""
    live = edition.entry.live_edition
    if live is None or edition.hides_previous or not edition.is_correction:
        return
    before, after = (
        {datum.text for _, _, found in everywhere(one) for datum in found}
        for one in (live, edition)
    )
    if before - after:
        yield Problem(
            f"更正删去或隐去了公开版本中的个人信息（{len(before - after)} 处）："
            "请勾选“不公开修改前的内容”，否则公众仍能在更正的差别中看到。",
            "confirm",
            "hides_previous",
            "told-again",
        )


def never_public(entry: "Entry") -> str:
    """Why an entry must never have a page; "" when it may (条例 Art. 13–16)."""
    if entry.is_secret:
        return "涉密信息不得发布。"
    if entry.method == Method.CLOSED:
        return "公开方式为“不予公开”的信息不得发布。"
    return ""
