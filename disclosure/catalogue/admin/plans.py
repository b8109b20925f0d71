"""审查方案: what each agency's releases have to pass, and a choice of ready plans."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from disclosure.agencies.access import person
from disclosure.agencies.models import Agency
from disclosure.catalogue.models import ReviewStep
from disclosure.catalogue.plans import (
    BY_KEY,
    PRESETS,
    adopt,
    in_words,
    plan_lines,
    unstaffed,
    waiting_under,
)


def review_plans(request: HttpRequest) -> HttpResponse:
    """The plan of every agency, for who runs the site."""
    demand_superuser(request)
    context = admin.site.each_context(request) | {
        "title": "审查方案",
        "opts": ReviewStep._meta,
        "lines": plan_lines(),
        "presets": PRESETS,
    }
    return render(request, "admin/catalogue/plans/page.html", context)


def adopt_plan(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Asks, then puts a plan in the place of the agency's own steps."""
    demand_superuser(request)
    agency = get_object_or_404(Agency.objects.current(), pk=pk)
    if key not in BY_KEY:
        raise Http404("没有这个方案。")
    preset = BY_KEY[key]
    if request.method == "POST":
        adopt(agency, preset, by=person(request))
        told = f"“{agency}”已采用{preset.label}，可以继续修改环节的名称、顺序和办理人。"
        messages.success(request, told)
        return redirect("admin:catalogue_reviewstep_plans")
    context = admin.site.each_context(request) | {
        "title": f"{agency}：采用{preset.label}",
        "opts": ReviewStep._meta,
        "agency": agency,
        "preset": preset,
        "own_steps": in_words(agency),
        "waiting": waiting_under(agency),
        "gaps": unstaffed(agency, preset),
    }
    return render(request, "admin/catalogue/plans/adopt.html", context)


def demand_superuser(request: HttpRequest) -> None:
    """Raise PermissionDenied for everybody else."""
    if not person(request).is_superuser:
        raise PermissionDenied("只有系统管理员可以设定审查方案。")
