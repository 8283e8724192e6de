"""Changes of state that belong to no app in particular: pages that come from files."""

from typing import Any

from django.db import models, transaction
from wagtail.models import Page

from core import audit, content
from core.models import LoadedPage
from core.pages import BilingualPage


class Outcome(models.TextChoices):
    """What loading did to one page."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@transaction.atomic
def load_page(
    *,
    key: str,
    page_type: type[BilingualPage],
    parent: Page | None,
    slug: str,
    values: dict[str, Any],
    before: Page | None = None,
    actor: Any = None,
) -> tuple[BilingualPage | None, Outcome]:
    """Make the page of a file, or bring it up to date, and publish it. Safe to repeat.

    ``key`` names the file for ever (``site/about``, ``micic/b1/b1-1``). ``values`` are page fields;
    they must be JSON-able (a StreamField as a list of ``{"type", "value"}``). A page that an editor
    has saved or deleted since it was loaded is left alone (KEPT); one whose parent is gone too, and
    one that somebody wrote in the CMS at that very place. A page taken offline stays offline.
    ``before`` is the sibling before which a new page is put; else it comes last.
    """
    mark = content.fingerprint(values)
    loaded = LoadedPage.objects.select_for_update().filter(key=key).first()
    if loaded is None:
        if parent is None:
            return None, Outcome.KEPT
        page = _at(parent, page_type, slug) or page_type(slug=slug)
        if page.pk and page.latest_revision_id:
            return page, Outcome.KEPT
        outcome = Outcome.UPDATED if page.pk else Outcome.CREATED
    elif loaded.page_id is None:
        return None, Outcome.KEPT
    else:
        page = page_type.objects.get(pk=loaded.page_id)
        if page.latest_revision_id != loaded.revision_id:
            return page, Outcome.KEPT
        if mark == loaded.fingerprint:
            return page, Outcome.UNCHANGED
        outcome = Outcome.UPDATED
    for name, value in values.items():
        setattr(page, name, value)
    if page.pk is None and before is not None:
        before.add_sibling("left", instance=page)
    elif page.pk is None and parent is not None:
        parent.add_child(instance=page)
    else:
        page.full_clean()
    revision = page.save_revision(changed=False)
    if page.live:
        revision.publish()
    page.refresh_from_db()
    LoadedPage.objects.update_or_create(
        key=key,
        defaults={"page": page, "revision_id": page.latest_revision_id, "fingerprint": mark},
    )
    audit.record(actor=actor, verb="load_page", target=page, key=key, outcome=str(outcome))
    return page, outcome


def _at(parent: Page, page_type: type[BilingualPage], slug: str) -> BilingualPage | None:
    """The page of this type that already stands there, such as one made by hand before."""
    return page_type.objects.child_of(parent).filter(slug=slug).first()
