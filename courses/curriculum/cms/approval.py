"""Approving a page of a course away from its editor: from the CMS's first screen or a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.workflow import WorkflowActionView

from core.access import access, signed_in
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.selectors.publishing import why_refused


class _Action(WorkflowActionView):
    """Wagtail's own, but an approval publishes: it obeys the course as the editor's form does."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        page = self.object.specific
        if self.action_name == "approve" and isinstance(page, CurriculumPage):
            why = why_refused(page.get_latest_revision_as_object())
            if why:
                messages.error(request, f"{page.get_admin_display_title()}: {why}")
                if request.headers.get("x-requested-with") == "XMLHttpRequest":
                    done = {"step": "success", "redirect": self.redirect_url}
                    return self.render_modal_json(request, done)
                return redirect(self.redirect_url)
        return super().post(request, *args, **kwargs)


workflow_action = access(signed_in)(require_admin_access(_Action.as_view()))
