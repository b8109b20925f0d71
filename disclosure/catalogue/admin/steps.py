"""One page for each step of the workflow: it says what will happen, asks, and does it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosure.agencies.access import person
from disclosure.agencies.models import User
from disclosure.catalogue import actions, masking, reviewing, rewording
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.admin.problemlist import grouped
from disclosure.catalogue.admin.reading import (
    all_problems,
    decided_meanwhile,
    hours,
    show_now,
    to_read,
    to_review,
)
from disclosure.catalogue.checks import ProblemsFound
from disclosure.catalogue.checks.privacy import in_text, personal_problems, problem
from disclosure.catalogue.checks.words import word_problems
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Edition, WithdrawalReason
from disclosure.catalogue.models.reviews import open_steps
from disclosure.catalogue.numbers import NumberRefused
from disclosure.catalogue.permissions import BY_VERB, Task, demand, step_of
from disclosure.catalogue.release import emergency, hiding, lasting, publishing, withdrawing
from disclosure.catalogue.stepforms import (
    CorrectWordsForm,
    EmergencyForm,
    PublishForm,
    ReasonForm,
    RecheckForm,
    ReviewAfterForm,
    ReviewForm,
    StepForm,
    SubmitForm,
    TimeForm,
    ValidityForm,
    WithdrawForm,
)
from disclosure.lib.dates import to_minute
from disclosure.pages.models import Validity
from disclosure.workflow.states import WrongState

REFUSALS = (
    WrongState,
    reviewing.ReviewRefused,
    withdrawing.WithdrawalRefused,
    lasting.ValidityRefused,
    NumberRefused,
    publishing.NotPublic,
    publishing.OutsideWindow,
    ProblemsFound,
)
REVIEWS = ("review", "review_after")


@dataclass(frozen=True)
class Step:
    """The page of a task: what it says, asks and does."""

    form: type[StepForm]
    says: str
    run: Callable[..., Edition | None]
    done: str | Callable[[Edition], str]
    is_grave: bool = False


def publish(
    edition: Edition, *, by: User, at: datetime | None, seen: str, timed: str, reason: str = ""
) -> None:
    """At once, or at a time."""
    if at:
        publishing.schedule(edition, by=by, at=at, seen=seen, timed=timed)
    else:
        publishing.publish(edition, by=by, reason=reason, seen=seen, timed=timed)


def released_or_set(edition: Edition) -> str:
    """Out, or waiting for its time."""
    if edition.release_at and edition.is_scheduled:
        return f"已定于 {to_minute(edition.release_at)} 发布。"
    return "已发布。"


def force(edition: Edition, *, by: User, **data: Any) -> None:
    """Before the reviews."""
    emergency.release_in_emergency(edition, by=by, **data)


def review_after(edition: Edition, *, by: User, **data: Any) -> None:
    """Decide what is out already."""
    emergency.review_after(edition, by=by, **data)


def withdraw(edition: Edition, *, by: User, reason: str, **data: Any) -> None:
    """The entry of the edition."""
    withdrawing.withdraw(edition.entry, by=by, reason=WithdrawalReason(reason), **data)


def change_validity(edition: Edition, *, by: User, validity: str, **data: Any) -> None:
    """The entry of the edition."""
    lasting.change_validity(edition.entry, by=by, validity=Validity(validity), **data)


def restore(edition: Edition, *, by: User, reason: str) -> None:
    """The entry of the edition."""
    withdrawing.restore(edition.entry, by=by, reason=reason)


def correct(edition: Edition, *, by: User) -> Edition:
    """A new draft from this edition."""
    return actions.begin_correction(edition.entry, by=by, source=edition)


def review(edition: Edition, *, by: User, **data: Any) -> None:
    """Decide what was read."""
    reviewing.review(edition, by=by, **data)


STEPS = {
    "review": Step(
        ReviewForm,
        "请核对下面的页面、与公开版本的差别和核对结果。通过后进入下一环节；退回的稿件回到作者手中。",
        review,
        "的审查结论已记录。",
    ),
    "submit": Step(
        SubmitForm,
        "提交后稿件不能再修改，直到退回或撤回；还没有索引号的，同时取得索引号。",
        actions.submit,
        "已提交，稿件页面显示它等待的环节。",
    ),
    "mask": Step(
        StepForm,
        "下列个人信息将在草稿的文字中按示例隐去；附件不会改动，请在附件旁点“检查与清理”，"
        "或者换上另行制作的附件；统计表中增设行的名称、单位和各格的数字也不会改动。隐去后请通读一遍。",
        masking.mask_draft,
        "中的个人信息已隐去，请通读一遍。",
    ),
    "correct-words": Step(
        CorrectWordsForm,
        "下列用词将在草稿的文字中按建议改正，没有建议的请自行修改，附件不会改动。改正后请通读一遍。",
        rewording.correct_words,
        "中的易错词已改正，请通读一遍。",
    ),
    "publish": Step(
        PublishForm,
        "发布后公众立即可以看到页面和附件；正在公开的旧版本由本版本取代。",
        publish,
        released_or_set,
    ),
    "reschedule": Step(
        TimeForm, "稿件改在新的时间自动发布。", publishing.schedule, "的发布时间已改。"
    ),
    "unschedule": Step(
        StepForm,
        "稿件不再自动发布，等待发布人员另行办理。",
        publishing.unschedule,
        "的定时发布已取消。",
    ),
    "emergency": Step(
        EmergencyForm,
        "不经审查环节立即公开。跳过的环节逐一记录，仍须补审；监督人员会看到。涉密和不予公开的信息不能发布。",
        force,
        "已紧急发布，跳过的环节仍须补审。",
        is_grave=True,
    ),
    "review_after": Step(
        ReviewAfterForm,
        "这份信息已紧急发布，正在公开。请核对下面的页面，补办审查；有异议的写明意见，由发布人员撤下或者更正。",
        review_after,
        "的补审结论已记录。",
    ),
    "recall": Step(
        ReasonForm, "稿件回到草稿，可以继续修改。", actions.recall, "已撤回，可以修改。"
    ),
    "return": Step(
        ReasonForm, "稿件退回作者修改，原因会显示给作者。", actions.send_back, "已退回。"
    ),
    "correct": Step(
        StepForm,
        "将复制本版本的内容为新的草稿；新版本发布之前，公众看到的仍是现在的页面。",
        correct,
        "已新建更正版本，请修改并填写更新说明。",
    ),
    "recheck": Step(
        RecheckForm,
        "记录复查的结果，公众页面不变。需要修改的，请另点“更正”；应当废止的，由发布人员改变有效性。",
        lasting.recheck,
        "的复查结果已记录。",
    ),
    "validity": Step(
        ValidityForm,
        "公众页面立即显示新的有效性、日期和依据，正文和附件不变，不需要新的版本。",
        change_validity,
        "的有效性已改变。",
    ),
    "revive": Step(
        StepForm,
        "将以这一版为底稿新建草稿：复制标题、文号、日期、来源、分类、正文、统计表和附件；"
        "更新说明请另写。公开的页面在新版本发布之前不变，栏目、公开方式和有效性也保持现在的。",
        correct,
        "已复制为新的草稿，请修改后提交。",
    ),
    "hide": Step(
        ReasonForm,
        "公众不再能够阅读这一版，也不再看到它与前后版本的差别；更新的时间和说明仍然列出。",
        hiding.hide,
        "这一版的内容已不再公开。",
    ),
    "unhide": Step(
        ReasonForm,
        "公众重新可以看到这一版与前后版本的差别；机构公开历史版本的，也可以阅读全文。"
        "请先确认其中没有个人信息等不应公开的内容。",
        hiding.unhide,
        "这一版的内容已重新公开。",
        is_grave=True,
    ),
    "withdraw": Step(
        WithdrawForm,
        "正文和附件立即不再公开，各列表和检索中不再出现，索引号保留，不给其他信息使用；原网址随原因而定：",
        withdraw,
        "已撤下，可以随时恢复公开。",
        is_grave=True,
    ),
    "restore": Step(
        ReasonForm,
        "原页面和附件在原网址重新公开，首次发布时间不变。下面如果列有个人信息，请先更正，不要恢复。",
        restore,
        "已恢复公开。",
    ),
    "discard": Step(
        ReasonForm,
        "草稿作废后不能恢复；从未发布过的条目，其索引号同时作废，不再使用。",
        actions.discard,
        "已作废。",
        is_grave=True,
    ),
}


def personal_text(edition: Edition) -> list[Problem]:
    """All personal data that will be masked here, paragraph by paragraph."""
    told = in_text(edition, is_apart=True)
    return [problem(place, data, field, most=len(data)) for place, field, data in told]


# What the page of a step lists before it is taken.
def personal_left(edition: Edition) -> list[Problem]:
    """Personal data in what would be public again."""
    return list(personal_problems(edition))


FOUND: dict[str, Callable[[Edition], Iterable[Problem]]] = {
    "mask": personal_text,
    "correct-words": word_problems,
    "submit": all_problems,
    "restore": personal_left,
}
# What to say of a draft in which they find nothing.
NOTHING_TO_DO = {
    "mask": "草稿的文字中没有可以在这里隐去的个人信息；检查结果指出的其他各处，请到原处修改。",
    "correct-words": "草稿的文字中没有需要改正的易错词。",
}


def visible_edition(request: HttpRequest, pk: int) -> Edition:
    """An edition of an agency in which the person works; for others it does not exist."""
    rows = Edition.objects.for_user(person(request)).select_related(
        "entry__agency", "entry__category", "entry__live_edition", "author"
    )
    edition = rows.filter(pk=pk).first()
    if edition is None:
        raise Http404("没有这条信息。")
    return edition


def step_view(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask, then do: GET shows the page, POST takes the step."""
    edition = visible_edition(request, pk)
    task, step = BY_VERB.get(verb), STEPS.get(verb)
    if task is None or step is None:
        raise Http404("没有这个操作。")
    if told := decided_meanwhile(edition, step_of(task, edition), request.POST):
        messages.warning(request, told)
        return redirect(edition_url(edition))
    demand(task, edition, person(request))
    if not task.fits(edition):
        return refused(request, task, edition)
    form = step.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = take(request, step, edition, form.cleaned_data)
        if done:
            return redirect(edition_url(done))
    return render(request, "admin/catalogue/edition/step.html", page(request, edition, verb, form))


def refused(request: HttpRequest, task: Task, edition: Edition) -> HttpResponse:
    """Say why a task does not fit now, and lead to where the work goes on."""
    opened = edition.entry.open_edition()
    if task.verb in ("correct", "revive") and opened:
        state = opened.get_state_display()
        messages.info(request, f"第 {opened.number} 版正在办理（{state}），请在其中修改。")
        return redirect(edition_url(opened))
    if edition.is_draft and task.verb in NOTHING_TO_DO:
        messages.info(request, NOTHING_TO_DO[task.verb])
        return redirect(edition_url(edition))
    if task.verb in ("withdraw", "restore"):
        withdrawn = edition.entry.withdrawn_at
        told = f"已于 {to_minute(withdrawn)} 撤下" if withdrawn else "正在公开，没有撤下"
        messages.error(request, f"现在不能{task.label}：这条信息{told}，可能已有他人处理。")
        return redirect(edition_url(edition))
    state = edition.get_state_display()
    messages.error(request, f"现在不能{task.label}：状态为“{state}”，可能已有他人处理。")
    return redirect(edition_url(edition))


def take(
    request: HttpRequest, step: Step, edition: Edition, data: dict[str, Any]
) -> Edition | None:
    """Do it and say so; None when it was refused, with the reason said."""
    try:
        made = step.run(edition, by=person(request), **data)
    except REFUSALS as error:
        messages.error(request, str(error))
        return None
    told = step.done if isinstance(step.done, str) else step.done(edition)
    messages.success(request, f"“{edition.title}”{told}")
    return made or edition


def page(request: HttpRequest, edition: Edition, verb: str, form: StepForm) -> dict[str, Any]:
    """Context of the page of a step."""
    context = admin.site.each_context(request) | {
        "title": BY_VERB[verb].label,
        "edition": edition,
        "entry": edition.entry,
        "task": BY_VERB[verb],
        "step": STEPS[verb],
        "form": form,
        "back_url": edition_url(edition),
        "opts": Edition._meta,
    }
    if verb in REVIEWS:
        context |= to_review(edition, step_of(BY_VERB[verb], edition), form)
    if verb == "publish":
        timed = publishing.time_of(edition)
        set_for = f"{timed}，再次办理将取代这一时间。" if edition.is_scheduled else ""
        context["hint"] = set_for + hours(edition, form)
        show_now(form, {"seen": edition.submitted_digest, "timed": timed})
    if verb == "reschedule" and edition.release_at:
        form.initial = {"at": edition.release_at}
        context["hint"] = f"现在定于 {to_minute(edition.release_at)} 发布。"
    if verb == "emergency":
        skipped = "、".join(step.name for step in open_steps(edition))
        context |= to_read(edition) | {"hint": f"将跳过的环节：{skipped}。"}
        show_now(form, {"seen": edition.submitted_digest})
    if verb == "validity":
        names = ("validity", "effective_on", "ends_on")
        form.initial = {name: getattr(edition.entry, name) for name in names}
    if found := FOUND.get(verb):
        context["problem_groups"] = grouped(edition, found(edition))
    return context
