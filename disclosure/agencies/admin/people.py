"""Users and their roles: for the people who run the site."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.http import HttpRequest

from disclosure.agencies.access import NoSecondLog, SuperuserOnly
from disclosure.agencies.accounts import NewUserForm, ResetPasswordForm, note
from disclosure.agencies.models import Membership, User


class MembershipInline(SuperuserOnly, admin.TabularInline):
    """A person's roles."""

    model = Membership
    extra = 1
    autocomplete_fields = ("agency",)


@admin.register(User)
class UserAdmin(SuperuserOnly, NoSecondLog, StockUserAdmin):
    """用户."""

    add_form = NewUserForm
    change_password_form = ResetPasswordForm
    inlines = (MembershipInline,)
    list_display = ("username", "name", "roles", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email")}),
        ("状态", {"fields": ("is_active", "is_staff", "is_superuser", "must_change_password")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what a person did stays theirs; accounts are switched off."""
        return False

    @admin.display(description="任职")
    def roles(self, user: User) -> str:
        """Agencies and roles in one line."""
        held = user.memberships.all()
        return "；".join(f"{m.agency.label} {m.get_role_display()}" for m in held)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With roles."""
        return super().get_queryset(request).prefetch_related("memberships__agency")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save and note what was changed."""
        super().save_model(request, obj, form, change)
        action = "user.changed" if change else "user.created"
        note(action, obj, request, fields=sorted(set(form.changed_data) - SECRETS))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save roles and note them."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            held = Membership.objects.filter(user=form.instance).select_related("agency")
            roles = [f"{m.agency.code} {m.role}" for m in held]
            note("user.roles_changed", form.instance, request, roles=roles)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A password reset passes here and nowhere else."""
        if "password1" in request.POST:
            note("user.password_reset", obj, request)


SECRETS = {"password", "password1", "password2"}


@admin.register(Membership)
class MembershipAdmin(SuperuserOnly, NoSecondLog, admin.ModelAdmin):
    """任职."""

    list_display = ("user", "agency", "role", "with_subordinates")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name", "agency__name")
    autocomplete_fields = ("user", "agency")
    list_select_related = ("user", "agency")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Save and note it."""
        super().save_model(request, obj, form, change)
        note("user.role_given", obj.user, request, agency=obj.agency.code, role=obj.role)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """Take it away and note it."""
        note("user.role_taken", obj.user, request, agency=obj.agency.code, role=obj.role)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one, so that each is noted."""
        for membership in queryset:
            self.delete_model(request, membership)
