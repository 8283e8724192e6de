"""Questions out of the bank as files, and from files into it: choose, look, confirm."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from assessments.quizzes.exchange import files
from assessments.quizzes.models import Question
from assessments.quizzes.selectors.exchange import bank_of, questions_to_exchange
from assessments.quizzes.services import exchange as services
from core import jobs
from core.access import access
from courses.curriculum.models import ModulePage
from people.roles import is_editor

_BOTH, _APART = "both", "apart"
_TYPES = {files.XML: "application/xml", files.GIFT: "text/plain; charset=utf-8"}


def _modules(first: Any) -> list[tuple[str, str]]:
    pages = ModulePage.objects.order_by("path")
    return [("", str(first)), *((page.code, f"{page.code} {page}") for page in pages if page.code)]


class ExportForm(forms.Form):
    """What to write."""

    module = forms.ChoiceField(label=gettext_lazy("Questions"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            (files.XML, gettext_lazy("Moodle XML: everything, with pictures")),
            (files.GIFT, gettext_lazy("GIFT: plain text, to be read and written by hand")),
        ],
    )
    languages = forms.ChoiceField(
        label=gettext_lazy("Languages"),
        choices=[
            (_BOTH, gettext_lazy("Both in one file")),
            (_APART, gettext_lazy("A file for each (ZIP)")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = _modules(_("All questions"))  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """What to read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Moodle XML or GIFT in UTF-8, or a ZIP of both languages; up to 5 MB."
        ),
        error_messages={"required": gettext_lazy("Choose the file with the questions.")},
    )
    second = forms.FileField(
        label=gettext_lazy("File of the other language"),
        required=False,
        help_text=gettext_lazy("Only when each language has a file of its own."),
    )
    module = forms.ChoiceField(
        label=gettext_lazy("Module of new questions that name none"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = _modules(_("None: refuse them"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nothing too large is even read."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("file", "second"):
            upload = cleaned.get(name)
            if upload is not None and upload.size > files.MAX_BYTES:
                self.add_error(name, _("The file is larger than %(limit)s MB.") % {"limit": 5})
        return cleaned


@access(is_editor)
@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Both ways. Nothing is written yet when a file is uploaded."""
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            chosen = [form.cleaned_data["file"], form.cleaned_data["second"]]
            upload = services.keep_upload(
                uploads=[(each.name, each.read()) for each in chosen if each],
                module=form.cleaned_data["module"],
                actor=request.user,
            )
            return redirect("question_exchange:preview", upload.uuid)
    context = {
        "export_form": ExportForm(),
        "form": form,
        "number": Question.objects.count(),
        **_header(),
    }
    return render(request, "quizzes/cms/exchange.html", context)


@access(is_editor)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The bank, or a module's questions, as a file."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return redirect("question_exchange:index")
    questions = questions_to_exchange()
    if module := form.cleaned_data["module"]:
        questions = questions.filter(module__code=module)
    chosen = form.cleaned_data["form"]
    apart = form.cleaned_data["languages"] == _APART
    name, content = files.written(bank_of(questions), form=chosen, apart=apart)
    name = f"{module.lower()}-{name}" if module else name
    return HttpResponse(
        content,
        content_type="application/zip" if apart else _TYPES[chosen],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(is_editor)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What would be written and what is wrong; confirming writes it, all or nothing: a large upload in
    the background, and then this page shows how far it is."""
    upload = services.upload_of(request.user, key)
    job = jobs.latest(kind=services.JOB, target=upload) if upload is not None else None
    if job is not None and job.is_open:
        context = {"upload": upload, "job": job, **_header(_("Being imported"))}
        return render(request, "quizzes/cms/exchange_progress.html", context)
    if upload is not None and job is not None and upload.applied_at is not None:
        messages.success(request, _told(services.Imported(**job.result)))
        return redirect("question_exchange:index")
    if upload is None or upload.applied_at is not None:
        messages.error(
            request, _("This file is no longer here (it is kept for a day). Upload it again.")
        )
        return redirect("question_exchange:index")
    if request.method == "POST" and upload.size >= services.LARGE:
        mark = request.POST.get("mark", "")
        jobs.start(kind=services.JOB, target=upload, actor=request.user, mark=mark)
        return redirect("question_exchange:preview", upload.uuid)
    if request.method == "POST":
        try:
            done = services.confirm_upload(
                upload=upload, mark=request.POST.get("mark", ""), actor=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _told(done))
            return redirect("question_exchange:index")
    context = {
        "upload": upload,
        "plan": services.plan_of(upload),
        "failed": job if job is not None and job.state == job.State.FAILED else None,
        **_header(_("Look before you import")),
    }
    return render(request, "quizzes/cms/exchange_preview.html", context)


def _told(done: services.Imported) -> str:
    new = ngettext("%(number)s new", "%(number)s new", done.new) % {"number": done.new}
    changed = ngettext("%(number)s changed", "%(number)s changed", done.changed) % {
        "number": done.changed
    }
    return _("Imported: %(new)s, %(changed)s.") % {"new": new, "changed": changed}


def _header(title: str = "") -> dict[str, Any]:
    here = {
        "url": reverse("question_exchange:index") if title else "",
        "label": _("Import and export"),
    }
    return {
        "header_title": title or _("Import and export"),
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": "", "label": _("Tests")},
            here,
            *([{"url": "", "label": title}] if title else []),
        ],
    }


class _EditorsMenuItem(MenuItem):
    """For whoever writes the course."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Editors and administrators."""
        return is_editor(request.user)


class ExchangeViewSet(ViewSet):
    """Import and export, in the menu of the tests."""

    name = "question_exchange"
    url_prefix = "tests/exchange"
    icon = "upload"
    menu_label = gettext_lazy("Import and export")
    menu_name = "question-exchange"
    menu_item_class = _EditorsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Our screens."""
        return [
            path("", exchange, name="index"),
            path("export/", export, name="export"),
            path("<uuid:key>/", preview, name="preview"),
        ]


question_exchange = ExchangeViewSet()
