"""Who is in which organization, for staff.

Service accounts are no people: they are left out wherever people are, and are created and deleted
with their platform keys.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BasePermissionGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group as PermissionGroup
from django.db.models import Count, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from organizations.models import Group, GroupMembership, Membership, Organization, User
from organizations.people.services import (
    add_member,
    change_group,
    change_role,
    create_group,
    delete_group,
    remove_member,
)
from organizations.rows.admin import UniqueNameForm

admin.site.unregister(PermissionGroup)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


@admin.register(PermissionGroup)
class PermissionGroupAdmin(BasePermissionGroupAdmin, ModelAdmin):
    """Django's own groups, which carry permissions of the admin pages: for superusers only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)


class _MembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """Writes memberships through the services; ``by`` is who does it."""

    by: User

    def save_new(self, form: Any, commit: bool = True) -> Membership:  # noqa: FBT001, FBT002  # Django's signature
        row: Membership = super().save_new(form, commit=False)
        return add_member(
            organization=row.organization, user=row.user, role=Membership.Role(row.role), by=self.by
        )

    def save_existing(self, form: Any, obj: Membership, commit: bool = True) -> Membership:  # noqa: FBT001, FBT002  # Django's signature
        return change_role(membership=obj, role=form.cleaned_data["role"], by=self.by)

    def delete_existing(self, obj: Membership, commit: bool = True) -> None:  # noqa: FBT001, FBT002  # Django's signature
        remove_member(organization=obj.organization, user=obj.user, by=self.by)


class _WithMemberships(ModelAdmin):
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        formset.by = request.user
        super().save_formset(request, form, formset, change)


class _PeopleInline(TabularInline):
    """Rows of people, chosen by autocompletion."""

    extra = 0
    autocomplete_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(user__is_service_account=False).select_related("user")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_service_account=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class MembershipInline(_PeopleInline):
    model = Membership
    formset = _MembershipFormSet
    fields = ["user", "role"]
    verbose_name_plural = "members"


class _OrganizationsInline(TabularInline):
    model = Membership
    formset = _MembershipFormSet
    extra = 0
    autocomplete_fields = ["organization"]
    fields = ["organization", "role"]
    verbose_name_plural = "organizations"


class _EmailForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


class NewUserForm(_EmailForm, UserCreationForm):
    class Meta:
        model = User
        fields = ["email", "display_name"]


class ChangedUserForm(_EmailForm, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"  # noqa: DJ007  # the admin's fieldsets choose


_PRIVILEGES = ["is_staff", "is_superuser", "groups", "user_permissions"]


@admin.register(User)
class UserAdmin(BaseUserAdmin, _WithMemberships):  # type: ignore[type-arg]  # not subscriptable at run time
    form = ChangedUserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "display_name", "is_active", "is_staff", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "memberships__organization"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "display_name", "is_active"]}),
        (
            "Admin pages",
            {"fields": [*_PRIVILEGES]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["email", "display_name", "usable_password", "password1", "password2"]},
        )
    ]
    inlines = [_OrganizationsInline]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request).filter(is_service_account=False)
        return people

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if _is_superuser(request) else [*fields, *_PRIVILEGES]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # who sets a superuser's password is one
        allowed = obj is None or not obj.is_superuser or _is_superuser(request)
        return allowed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = obj is None or not obj.is_superuser or _is_superuser(request)
        return allowed and super().has_delete_permission(request, obj)


@admin.register(Organization)
class OrganizationAdmin(_WithMemberships):
    list_display = ["name", "display_name", "organization_id", "members", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["name", "display_name", "organization_id"]
    readonly_fields = ["created_at"]
    fields = [
        "name",
        "display_name",
        "organization_id",
        "max_running_executions",
        *readonly_fields,
    ]
    inlines = [MembershipInline]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        people = Count("memberships", filter=Q(memberships__user__is_service_account=False))
        rows: QuerySet[Organization] = super().get_queryset(request).annotate(people=people)
        return rows

    @admin.display(description="members", ordering="people")
    def members(self, organization: Any) -> int:
        return int(organization.people)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # its rows would be deleted, but not the documents of its executions, which are on the disk
        return False


@admin.register(Membership)
class MembershipAdmin(ModelAdmin):
    list_display = ["user", "organization", "role", "created_at"]
    list_filter = ["role", "organization"]
    search_fields = ["user__email", "user__display_name", "organization__name"]
    list_select_related = ["user", "organization"]
    autocomplete_fields = ["organization", "user"]
    readonly_fields = ["created_at"]
    fields = ["organization", "user", "role", *readonly_fields]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(user__is_service_account=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # shares and groups of the member would stay in the former organization
        return [*self.readonly_fields, *(["organization", "user"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_service_account=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        role = Membership.Role(form.cleaned_data["role"])
        if change:
            change_role(membership=obj, role=role, by=request.user)
            return
        made = add_member(organization=obj.organization, user=obj.user, role=role, by=request.user)
        obj.pk = made.pk

    def delete_model(self, request: Any, obj: Membership) -> None:
        remove_member(organization=obj.organization, user=obj.user, by=request.user)

    def delete_queryset(self, request: Any, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("organization", "user"):
            self.delete_model(request, membership)


class _GroupMembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> None:
        super().clean()
        members = set(
            Membership.objects.filter(organization=self.instance.organization_id).values_list(
                "user_id", flat=True
            )
        )
        for form in self.forms:
            user = form.cleaned_data.get("user") if hasattr(form, "cleaned_data") else None
            if user is not None and user.pk not in members and form not in self.deleted_forms:
                form.add_error("user", "This user is no member of the group's organization.")


class GroupMembershipInline(_PeopleInline):
    model = GroupMembership
    formset = _GroupMembershipFormSet
    fields = ["user"]
    verbose_name_plural = "members"


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    form = UniqueNameForm
    list_display = ["name", "organization", "member_count", "created_by", "created_at"]
    list_filter = ["organization", "created_at"]
    search_fields = ["name", "description", "organization__name"]
    list_select_related = ["organization", "created_by"]
    autocomplete_fields = ["organization"]
    readonly_fields = ["created_by", "created_at", "modified_at"]
    fields = ["organization", "name", "description", *readonly_fields]
    inlines = [GroupMembershipInline]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        rows: Any = super().get_queryset(request)
        counted: QuerySet[Group] = rows.with_member_count()
        return counted

    @admin.display(description="members", ordering="member_count")
    def member_count(self, group: Any) -> int:
        return int(group.member_count)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly_fields, *(["organization"] if obj else [])]

    def save_model(self, request: Any, obj: Group, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            change_group(group=obj, user=request.user, changes=changes)
            return
        obj.pk = create_group(user=request.user, **form.cleaned_data).pk

    def delete_model(self, request: Any, obj: Group) -> None:
        delete_group(group=obj, user=request.user)

    def delete_queryset(self, request: Any, queryset: QuerySet[Group]) -> None:
        for group in queryset:
            delete_group(group=group, user=request.user)
