"""Review plans to choose from, and adopting one for an agency (条例 Art. 17).

How many levels there are is for each organ to say; what 三校 looks at differs from place to place
and is not laid down nationally, so its steps are reviews of content that bear those names.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from disclosure.agencies.models import Agency, User
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.reviews import Plans, ReviewKind, ReviewStep
from disclosure.catalogue.staffing import Gap, gaps
from disclosure.workflow.log import record
from disclosure.workflow.states import State

SECRECY = ReviewKind.SECRECY.label


@dataclass(frozen=True)
class Preset:
    """A plan with its steps in order; the secrecy review is one of them."""

    key: str
    label: str
    steps: tuple[str, ...]
    help: str


PRESETS = (
    Preset("two", "两级审查", ("初审", SECRECY, "终审"), "承办部门初审，保密审查，负责人终审。"),
    Preset(
        "three",
        "三级审查",
        ("初审", "复审", SECRECY, "终审"),
        "部门负责人初审，办公室复审，保密审查，分管领导终审。",
    ),
    Preset(
        "four",
        "四级审查",
        ("承办人初核", "处室负责人审核", SECRECY, "主要领导审定"),
        "承办人、处室负责人、保密审核人、主要领导依次办理。",
    ),
    Preset(
        "proofs",
        "三审三校",
        ("一校", "初审", "二校", "复审", "三校", SECRECY, "终审"),
        "各地对三校的内容和先后规定不一，这里的名称和顺序仅供参考，请按本地规定修改；"
        "每个环节由不同的人办理，需要七位同事。",
    ),
)
BY_KEY = {preset.key: preset for preset in PRESETS}


@dataclass(frozen=True)
class PlanLine:
    """The plan of an agency: where it comes from and its steps."""

    agency: Agency
    source: str
    steps: Sequence[ReviewStep]
    adds_secrecy: bool

    @property
    def is_own(self) -> bool:
        """Whether its steps are its own, to be edited there."""
        return self.source == "本机构设定"


def plan_lines() -> list[PlanLine]:
    """The plan of every agency that still exists: a constant number of queries."""
    plans = Plans()
    agencies = list(Agency.objects.current().select_related("parent"))
    names = {agency.pk: agency.label for agency in Agency.objects.only("name", "short_name")}
    return [plan_line(agency, plans, names) for agency in agencies]


def plan_line(agency: Agency, plans: Plans, names: dict[int, str]) -> PlanLine:
    """One agency's."""
    configured = plans.configured(agency.pk)
    owner = configured[0].agency_id if configured else None
    source = "没有设定" if owner is None else f"沿用{names[owner]}"
    return PlanLine(
        agency,
        "本机构设定" if owner == agency.pk else source,
        plans.of(agency.pk),
        adds_secrecy=not any(step.kind == ReviewKind.SECRECY for step in configured),
    )


@transaction.atomic
def adopt(agency: Agency, preset: Preset, *, by: User) -> None:
    """Put a plan in the place of an agency's own steps. Raises PermissionDenied.

    Approvals hold by position and kind: what waits goes on under the new steps.
    """
    if not by.is_superuser:
        raise PermissionDenied("只有系统管理员可以设定审查方案。")
    Agency.objects.select_for_update().get(pk=agency.pk)
    before = in_words(agency)
    ReviewStep.objects.filter(agency=agency).delete()
    ReviewStep.objects.bulk_create(
        ReviewStep(agency=agency, position=position, name=name, kind=kind_of(name))
        for position, name in enumerate(preset.steps, 1)
    )
    record(
        "plan.adopted",
        on=agency,
        by=by,
        agency_code=agency.code,
        plan=preset.label,
        before=before,
        after=in_words(agency),
    )


def kind_of(name: str) -> ReviewKind:
    """The one step that is for secrecy; all others look at the content."""
    return ReviewKind.SECRECY if name == SECRECY else ReviewKind.CONTENT


def unstaffed(agency: Agency, preset: Preset) -> list[Gap]:
    """The steps of a plan that nobody of the agency could decide."""
    return gaps(agency, [(name, kind_of(name)) for name in preset.steps])


def in_words(agency: Agency) -> list[str]:
    """An agency's own steps."""
    rows = ReviewStep.objects.filter(agency=agency).select_related("reviewer").order_by("position")
    return [
        f"{step.position} {step.name}" + (f"（{step.reviewer}）" if step.reviewer else "")
        for step in rows
    ]


def waiting_under(agency: Agency) -> int:
    """How many editions of an agency are under review now."""
    return Edition.objects.filter(entry__agency=agency, state=State.SUBMITTED).count()
