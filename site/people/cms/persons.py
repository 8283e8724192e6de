"""The list and the form of people in the CMS: our names and roles instead of first and last name."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn, UserViewSet

from core import lao
from people import services
from people.forms import ProfileForm
from people.models import User
from people.roles import ALL_ROLE_NAMES, ROLE_NAMES
from people.services.persons import PROFILE_FIELDS


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of the site, by their names."""

    def label_from_instance(self, obj: Group) -> str:
        """As people say it."""
        return str(ROLE_NAMES.get(obj.name, obj.name))


class PersonFormMixin(forms.Form):
    """What both forms share. There is no box that makes a superuser: roles say who may do what."""

    first_name = None
    last_name = None
    is_superuser = None
    password_required = False
    email = forms.EmailField(label=_("E-mail"), required=False)
    groups = RolesField(
        label=_("Roles"),
        queryset=Group.objects.filter(name__in=ROLE_NAMES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a role a person is a participant."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in ProfileForm.Meta.labels.items():
            self.fields[name].label = words
        self.fields["username"].required = False
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("Made from the Latin name when left empty.")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _(
            "Leave it empty for somebody without a login, or send them a link to set it."
        )
        self.fields["password2"].label = _("New password again")
        self.order_fields(["username", *PROFILE_FIELDS, "groups", "is_active"])

    def _post_clean(self) -> None:
        """The service fills and checks the person; only the password is checked here."""
        try:
            self.validate_password()  # type: ignore[attr-defined]
        except ValidationError as error:
            self.add_error("password2", error)

    def profile(self) -> dict[str, Any]:
        """The values for the services."""
        return {name: self.cleaned_data[name] for name in PROFILE_FIELDS}

    def roles(self) -> set[str]:
        """The names of the chosen roles."""
        return {group.name for group in self.cleaned_data["groups"]}


class PersonCreateForm(PersonFormMixin, UserCreationForm):
    """Register a person."""

    class Meta:
        model = User
        fields = ["username", *PROFILE_FIELDS, "groups"]


class PersonEditForm(PersonFormMixin, UserEditForm):
    """Change a person; nobody closes their own account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, editing_self=False, **kwargs)
        if editing_self:
            del self.fields["is_active"]
        else:
            self.fields["is_active"].label = _("The account is open")
            self.fields["is_active"].help_text = ""

    class Meta:
        model = User
        fields = ["username", *PROFILE_FIELDS, "groups", "is_active"]


class SaidByService:
    """Mixin of views: what a service refuses is shown at its field."""

    def form_valid(self, form: Any) -> Any:
        """Save, or show why not with everything that was typed."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PersonCreateView(SaidByService, CreateView):
    """Register a person through the service."""

    def save_instance(self) -> User:
        """Make the person with the chosen roles."""
        form = self.form
        person = services.create_person(
            actor=self.request.user,
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password1"] or None,
            **form.profile(),
        )
        services.set_roles(person=person, names=form.roles(), actor=self.request.user)
        return person


class PersonEditView(SaidByService, EditView):
    """Change a person through the services."""

    def save_instance(self) -> User:
        """Profile, user name, password, roles, whether the account is open."""
        form, actor = self.form, self.request.user
        person = User.objects.get(pk=self.object.pk)
        services.update_profile(person=person, actor=actor, **form.profile())
        services.update_account(
            person=person,
            actor=actor,
            username=form.cleaned_data["username"] or person.username,
            password=form.cleaned_data["password1"] or None,
            is_open=form.cleaned_data.get("is_active", person.is_active),
        )
        services.set_roles(person=person, names=form.roles(), actor=actor)
        if self.object == actor and form.cleaned_data["password1"]:
            from django.contrib.auth import update_session_auth_hash

            update_session_auth_hash(self.request, person)
        return person


class PersonListView(IndexView):
    """All people in Lao order, found by either script, phone, e-mail or user name."""

    page_title = _("People")
    add_item_label = _("Add a person")

    @cached_property
    def columns(self) -> list[Column]:
        """Who, where, how they sign in."""
        # Wagtail's own class with the row's buttons.
        name_column = self._get_title_column_class(UserColumn)
        return [
            name_column(
                "name",
                accessor=str,
                label=_("Name"),
                sort_key="sort_key",
                get_url=self.get_edit_url,
            ),
            Column("username", label=_("User name"), sort_key="username", width="15%"),
            Column(
                "organisation",
                accessor=lambda person: (
                    person.organisation.short_name if person.organisation else ""
                ),
                label=_("Organisation"),
                width="15%",
            ),
            Column(
                "roles",
                accessor=lambda person: ", ".join(
                    str(ALL_ROLE_NAMES.get(group.name, group.name)) for group in person.groups.all()
                ),
                label=_("Roles"),
                width="15%",
            ),
            BooleanColumn("is_active", label=_("Open"), sort_key="is_active", width="8%"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login", width="12%"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """Without records that were merged into others."""
        return (
            User.objects.real()
            .select_related("organisation", "wagtail_userprofile")
            .prefetch_related("groups")
        )

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Folded, so that any spelling of a Lao name finds it."""
        if not self.is_searching:
            return queryset
        asked = self.search_query
        return queryset.filter(
            Q(search_key__contains=lao.fold(asked))
            | Q(username__icontains=asked)
            | Q(email__icontains=asked)
            | Q(phone__contains=asked.replace(" ", "").lstrip("0"))
        )

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """In Lao order unless a column was chosen."""
        if self.ordering in ("name", "-name"):
            return queryset.order_by("sort_key", "pk")
        return super(IndexView, self).order_queryset(queryset)


class PersonViewSet(UserViewSet):
    """Wagtail's users, as we know them."""

    menu_label = _("People")
    ordering = "sort_key"
    copy_view_enabled = False
    index_view_class = PersonListView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    create_template_name = "people/cms/create.html"
    edit_template_name = "people/cms/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """Ours."""
        return PersonEditForm if for_update else PersonCreateForm
