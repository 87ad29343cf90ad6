"""The admin pages of rows that the API makes."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from organizations.rows.services import update_row

AUDIT = ["created_by", "created_at", "modified_by", "modified_at"]


class ConstrainedForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Checks the constraints also where they cover fields that the form only shows."""

    def validate_unique(self) -> None:
        super().validate_unique()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error)


class UniqueNameForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Checks that a name is free in its organization, which the form only shows."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = type(self.instance)._default_manager.filter(
            organization=self.instance.organization_id, name=name
        )
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError("This name is taken in the organization.")
        return name


class RowAdmin(ModelAdmin):
    """Rows that the API makes: staff look at them and correct plain fields."""

    form = ConstrainedForm
    show_full_result_count = False
    # what goes with a row, though it can't be removed by itself
    parts: ClassVar[list[type[Model]]] = []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        update_row(row=obj, user=request.user, fields=changes)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        lacking -= {part._meta.verbose_name for part in self.parts}
        return listed, counts, lacking, protected


class ViewOnlyAdmin(RowAdmin):
    """Rows that nobody changes here."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    """Rows that are shown only: the API keeps their rules."""

    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
