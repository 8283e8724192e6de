"""Glossary terms: loaded from a file, changed by editors."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from core import audit, content
from core.content import ContentError
from core.pages import ReviewState
from core.services import Outcome
from courses.curriculum.models import GlossaryTerm
from courses.curriculum.selectors import forget_what_is_kept


def read_glossary(path: Path) -> dict[str, dict[str, Any]]:
    """The terms of a YAML file as model fields by slug. Raises ContentError on a gap."""
    found: dict[str, dict[str, Any]] = {}
    for slug, entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
        values: dict[str, Any] = {}
        for language in content.LANGUAGES:
            words = entry.get(language) or {}
            for field, key in (("term", "term"), ("meaning", "says")):
                if not words.get(key):
                    raise ContentError(path, 1, f"“{slug}” has no “{key}” in “{language}”")
                values[f"{field}_{language}"] = str(words[key]).strip()
            values[f"also_{language}"] = "\n".join(map(str, words.get("also") or []))
        values["to_confirm"] = bool(entry["lo"].get("check"))
        values["lao_review"] = str(entry.get("review") or ReviewState.DRAFT)
        found[str(slug)] = values
    return found


@transaction.atomic
def load_glossary(*, path: Path, actor: Any = None) -> dict[str, list[str]]:
    """Create and update the terms of ``path``; safe to repeat.

    A term that an editor has changed since is left alone, and one that an editor has deleted comes
    back only when the file changes it. Raises ContentError before anything is written.
    """
    report: dict[str, list[str]] = {outcome: [] for outcome in Outcome}
    terms = {term.slug: term for term in GlossaryTerm.objects.select_for_update()}
    for slug, values in read_glossary(path).items():
        mark = content.fingerprint(values)
        term = terms.get(slug)
        if term is None:
            term, outcome = GlossaryTerm(slug=slug), Outcome.CREATED
        elif term.fingerprint != content.fingerprint({key: getattr(term, key) for key in values}):
            outcome = Outcome.KEPT
        else:
            outcome = Outcome.UNCHANGED if term.fingerprint == mark else Outcome.UPDATED
        report[outcome].append(slug)
        if outcome in (Outcome.CREATED, Outcome.UPDATED):
            for name, value in values.items():
                setattr(term, name, value)
            term.fingerprint = mark
            term.full_clean()
            term.save()
            audit.record(actor=actor, verb="load_term", target=term, outcome=str(outcome))
    if report[Outcome.CREATED] or report[Outcome.UPDATED]:
        forget_what_is_kept()
    return report


@transaction.atomic
def save_term(*, term: GlossaryTerm, actor: Any) -> GlossaryTerm:
    """Keep what an editor wrote. Raises ValidationError on an empty word."""
    term.full_clean()
    term.save()
    audit.record(actor=actor, verb="save_term", target=term, slug=term.slug)
    forget_what_is_kept()
    return term


@transaction.atomic
def delete_term(*, term: GlossaryTerm, actor: Any) -> None:
    """Take a term out of the glossary."""
    audit.record(actor=actor, verb="delete_term", target=term, slug=term.slug)
    term.delete()
    forget_what_is_kept()
