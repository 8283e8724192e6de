"""The editor's form of a page of the course: nothing of somebody else's work is written over
unseen, and a course may refuse to be published without its Lao."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from core.pages import BilingualPageForm


@dataclass(frozen=True)
class NewerVersion:
    """What somebody saved after this form was opened. ``mark`` tells it from any other."""

    mark: str
    who: str
    at: Any
    history_url: str
    draft_url: str


class CurriculumPageForm(BilingualPageForm):
    """Checks that need to know the page as it would be."""

    #: Somebody else's version that this save would hide, for the box of languages to show.
    newer: NewerVersion | None = None

    def _post_clean(self) -> None:
        super()._post_clean()
        self._see_what_is_newer()
        self._refuse_without_lao()

    def _see_what_is_newer(self) -> None:
        """Refuse once, with everything typed kept, when the page was saved after the form was
        opened; then the writer may tick that theirs is to be the newest."""
        opened = self.data.get("overwrite_revision_id") or self.data.get("loaded_revision_id")
        if not (self.instance.pk and opened and self.subscription):  # a preview has no subscription
            return
        latest = Page.objects.filter(pk=self.instance.pk).values("latest_revision")
        revision = Revision.objects.filter(pk__in=latest).select_related("user").first()
        if revision is None or not self._is_older(opened, revision):
            return
        mark = f"{revision.pk}@{revision.created_at.isoformat()}"
        if self.data.get("over_newer") == mark:
            return
        pk = self.instance.pk
        self.newer = NewerVersion(
            mark=mark,
            who=str(revision.user) if revision.user else _("the file it came from"),
            at=revision.created_at,
            history_url=reverse("wagtailadmin_pages:history", args=[pk]),
            draft_url=reverse("wagtailadmin_pages:view_draft", args=[pk]),
        )
        # The page that is shown again still stands on the version it was opened with, or Wagtail
        # would save it by itself over the newer one at once.
        others = Page.objects.get(pk=pk).revisions.exclude(pk=revision.pk)
        older = others.filter(pk=opened) if opened.isdigit() else others.none()
        kept = older.first() or others.order_by("-created_at").first()
        if kept is not None:
            self.instance.latest_revision_id = kept.pk
        self.add_error(
            None,
            _("Not saved: %(who)s has saved this page since you opened it. Your words are below.")
            % {"who": self.newer.who},
        )

    def _is_older(self, opened: str, revision: Revision) -> bool:
        if opened != str(revision.pk):
            return True
        created_at = self.data.get("loaded_revision_created_at", "")
        own = self.data.get("overwrite_revision_id")
        return not own and created_at != revision.created_at.isoformat()

    def _refuse_without_lao(self) -> None:
        approving = (
            self.data.get("action-workflow-action")
            and self.data.get("workflow-action-name") == "approve"
        )
        if not (self.data.get("action-publish") or approving):
            return
        from courses.curriculum.selectors.publishing import why_refused

        if why := why_refused(self.instance, parent=self.parent_page):
            self.add_error(None, ValidationError(why))
