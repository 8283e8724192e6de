"""Organisations in the CMS: names, dates, successors."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from people import services
from people.cms.persons import SaidByService
from people.cms.policies import NoDeletePolicy
from people.models import Organisation

register_permission_policy(Organisation, NoDeletePolicy(Organisation))


class _Saving(SaidByService):
    def save_instance(self) -> Organisation:
        """Through the service."""
        organisation: Organisation = self.form.save(commit=False)  # type: ignore[attr-defined]
        actor: Any = self.request.user  # type: ignore[attr-defined]
        return services.save_organisation(organisation=organisation, actor=actor)


class OrganisationCreateView(_Saving, ModelViewSet.add_view_class):
    """A new one."""


class OrganisationEditView(_Saving, ModelViewSet.edit_view_class):
    """A changed one. An end date closes it; nothing is deleted, old certificates name it."""


class OrganisationListView(ModelViewSet.index_view_class):
    """The ministry of a department is fetched with it."""

    def get_base_queryset(self) -> QuerySet[Organisation]:
        """In one query."""
        return Organisation.objects.select_related("parent")


class OrganisationViewSet(ModelViewSet):
    """Ministries, mass organisations and their departments, in protocol order."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 590
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = OrganisationListView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    form_fields = [
        "kind",
        "name_lo",
        "name_en",
        "acronym_lo",
        "acronym_en",
        "parent",
        "valid_from",
        "valid_to",
        "successor",
        "protocol_order",
    ]
    list_display = [
        "name_lo",
        Column("name_en", label=_("Name in English")),
        Column("acronym_en", label=_("Acronym")),
        Column("parent", label=_("Part of")),
        DateColumn("valid_from", label=_("Valid from")),
        DateColumn("valid_to", label=_("Valid to")),
    ]
    list_filter = ["kind"]
    search_fields = ["name_lo", "name_en", "acronym_lo", "acronym_en"]
    ordering = ["protocol_order", "pk"]
    list_per_page = 50


organisations = OrganisationViewSet("organisations")
