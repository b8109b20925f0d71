"""Users and their roles: for the people who run the site."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.http import HttpRequest

from disclosure.agencies.access import NoSecondLog, RemovesOneByOne, SuperuserOnly, person
from disclosure.agencies.accounts import NewUserForm, ResetPasswordForm, note
from disclosure.agencies.models import Membership, User
from disclosure.agencies.roles import held, note_roles, switched


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
    add_fieldsets = ((None, {"fields": ("username", "name", "email", "password1", "password2")}),)
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
        """Save and note what was changed, switches with what they were."""
        super().save_model(request, obj, form, change)
        action = "user.changed" if change else "user.created"
        fields = sorted(set(form.changed_data) - SECRETS)
        note(action, obj, request, fields=fields, changes=switched(form.initial, obj, fields))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save roles and note them, agency by agency."""
        before = held(form.instance)
        super().save_related(request, form, formsets, change)
        note_roles(form.instance, before, by=person(request))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A password reset passes here and nowhere else."""
        if "password1" in request.POST:
            note("user.password_reset", obj, request)


SECRETS = {"password", "password1", "password2"}


@admin.register(Membership)
class MembershipAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """任职."""

    list_display = ("user", "agency", "role", "with_subordinates")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name", "agency__name")
    autocomplete_fields = ("user", "agency")
    list_select_related = ("user", "agency")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Save and note it, for both persons where the role went from one to another."""
        people = {obj.user, *User.objects.filter(memberships=obj.pk)}
        before = {user: held(user) for user in people}
        super().save_model(request, obj, form, change)
        for user in sorted(people, key=lambda user: user.pk):
            note_roles(user, before[user], by=person(request))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """Take it away and note it."""
        before = held(obj.user)
        super().delete_model(request, obj)
        note_roles(obj.user, before, by=person(request))
