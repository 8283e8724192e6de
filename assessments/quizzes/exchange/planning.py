"""What importing a file would do to the bank: for each question new, changed (with every change) or the
same. Reads only."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.quizzes.enums import QuestionUse
from assessments.quizzes.exchange.changes import Change, changes_between
from assessments.quizzes.exchange.files import Read, with_words
from assessments.quizzes.exchange.raw import Problem
from assessments.quizzes.exchange.record import CaseRecord, Picture, Record, Words
from assessments.quizzes.exchange.writing import as_case, as_question
from assessments.quizzes.freezing import check
from assessments.quizzes.models import Case, Option, Question
from assessments.quizzes.selectors.bank import quizzes_for_another_use
from assessments.quizzes.selectors.exchange import (
    case_record_of,
    questions_to_exchange,
    record_of,
)
from core.content import LANGUAGES, fingerprint
from core.pages import ReviewState
from courses.curriculum.figures import figure_names
from courses.curriculum.models import ModulePage, PhasePage

NEW, CHANGED, SAME = "new", "changed", "same"
#: What a record says beside its words; a file without tags of ours leaves it as it is.
_BESIDE_WORDS = (
    "use", "difficulty", "module", "phase", "objective", "guidelines", "principles", "ask_sure",
    "twin", "source", "figure", "case", "place", "is_live", "lao_review",
)  # fmt: skip
#: Relations, of which is known that they exist.
_CHECKED = {"current", "module", "case", "twin", "image"}
#: Fields of an option that can hold anything.
_UNBOUNDED = {
    each.name for each in Option._meta.fields if not each.name.startswith(("match", "image_alt"))
}
_LANGUAGE_NAMES = {"en": gettext_lazy("English"), "lo": gettext_lazy("Lao")}


@dataclass(frozen=True, slots=True)
class Step:
    """What would happen to one question or case."""

    outcome: str
    record: Record | CaseRecord
    old: Record | CaseRecord | None = None
    changes: tuple[Change, ...] = ()

    @property
    def is_case(self) -> bool:
        """Whether it is a case."""
        return isinstance(self.record, CaseRecord)

    @property
    def words(self) -> Words:
        """What it is called in a list."""
        return self.record.title if isinstance(self.record, CaseRecord) else self.record.stem


@dataclass(slots=True)
class Plan:
    """Everything that an import would do, and everything that is wrong with its files."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def of(self, outcome: str) -> list[Step]:
        """The steps with this outcome."""
        return [each for each in self.steps if each.outcome == outcome]

    @property
    def new(self) -> list[Step]:
        """What is not in the bank yet."""
        return self.of(NEW)

    @property
    def changed(self) -> list[Step]:
        """What would be another one."""
        return self.of(CHANGED)

    @property
    def same(self) -> list[Step]:
        """What is in the bank word for word."""
        return self.of(SAME)

    @property
    def refusals(self) -> list[Problem]:
        """Why questions or files stay out."""
        return [each for each in self.problems if each.refuses]

    @property
    def notes(self) -> list[Problem]:
        """What will not be as it is in the file, of what is not refused."""
        refused = {(each.at.file, each.code) for each in self.refusals}
        return [
            each
            for each in self.problems
            if not each.refuses and (each.at.file, each.code) not in refused
        ]

    @property
    def has_several_files(self) -> bool:
        """Whether a line is not enough to find a place."""
        return len({each.at.file for each in self.problems}) > 1

    @property
    def does_anything(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.new or self.changed)

    @property
    def work(self) -> int:
        """How many questions and cases would be written."""
        return len(self.new) + len(self.changed)

    @property
    def mark(self) -> str:
        """Changes when what would be done changes."""
        return fingerprint(
            {"steps": [[each.outcome, repr(each.old), repr(each.record)] for each in self.steps]}
        )


def plan_import(read: Read, *, module: str = "") -> Plan:
    """Compare what was read with the bank. ``module``: the code of the module for new questions that
    name none."""
    return _Planner(read, module).plan()


class _Planner:
    """Holds the bank while a plan is made."""

    def __init__(self, read: Read, module: str) -> None:
        self.read = read
        self.default = module
        self.result = Plan(problems=list(read.problems), count=read.count)
        codes = [each.code for each in read.bank.questions]
        found = questions_to_exchange().filter(code__in=codes)
        self.questions: dict[str, Question] = {each.code: each for each in found}
        self.cases: dict[str, Case] = {each.code: each for each in Case.objects.all()}
        self.uses = dict(Question.objects.values_list("code", "use"))
        self.uses |= {each.code: each.use for each in read.bank.questions}
        phases = {page.path: page.phase for page in PhasePage.objects.only("path", "phase")}
        self.modules = {
            page.code: (page, phases[page.path[: -ModulePage.steplen]])
            for page in ModulePage.objects.all()
        }
        self.figures = set(figure_names())

    def plan(self) -> Plan:
        known = set(self.cases)
        for case in self.read.bank.cases:
            if (step := self._case(case)) is not None:
                self.result.steps.append(step)
                known.add(case.code)
        for record in self.read.bank.questions:
            if (step := self._question(record, known)) is not None:
                self.result.steps.append(step)
        self._leave_out_lost_twins()
        self.result.problems.sort(key=lambda each: (each.at.file, each.at.line))
        return self.result

    def refuse(self, record: Record | CaseRecord, text: str) -> None:
        self.result.problems.append(Problem(record.at, record.code, str(text)))

    def note(self, record: Record | CaseRecord, text: str) -> None:
        self.result.problems.append(Problem(record.at, record.code, str(text), refuses=False))

    def _case(self, record: CaseRecord) -> Step | None:
        stored = self.cases.get(record.code)
        if stored is None:
            if self._is_half(record):
                return None
            old = None
        else:
            old = case_record_of(stored)
            record = _with_the_other_language(old, record)
        return self._step(record, old, partial(as_case, record, stored))

    def _question(self, record: Record, cases: set[str]) -> Step | None:
        stored = self.questions.get(record.code)
        if stored is None and self._is_half(record):
            return None
        old = record_of(stored) if stored is not None else None
        if old is not None:
            merged = _updated(old, record)
            if merged is None:
                self.refuse(
                    record,
                    _("In one language alone only words can change, but kind, options or what is right "
                      "are not those of the bank. Import both languages."),
                )  # fmt: skip
                return None
            record = self._with_review(old, merged)
        placed = self._placed(record, old, cases)
        if placed is None:
            return None
        module = self.modules[placed.module][0] if placed.module else None
        return self._step(placed, old, partial(as_question, placed, module))

    def _is_half(self, record: Record | CaseRecord) -> bool:
        missing = [each for each in LANGUAGES if each not in record.languages]
        if missing:
            self.refuse(
                record,
                _("This is new, but only in one language: %(language)s is missing. Import both.")
                % {"language": str(_LANGUAGE_NAMES[missing[0]])},
            )
        return bool(missing)

    def _placed(self, record: Record, old: Record | None, cases: set[str]) -> Record | None:
        """With module and phase; None when something it names is not there."""
        before = len(self.result.problems)
        module = record.module or ("" if old is not None else self.default)
        phase = record.phase
        if module and module not in self.modules:
            self.refuse(record, _("There is no module “%(code)s”.") % {"code": module[:20]})
        elif module:
            page, phase = self.modules[module]
            known = len([each for each in (page.objectives_en or "").splitlines() if each.strip()])
            if record.objective and record.objective > known:
                self.refuse(
                    record,
                    _("Module %(module)s has no objective %(number)s.")
                    % {"module": module, "number": record.objective},
                )
        elif not phase:
            self.refuse(
                record, _("It names no module: add the tag module:B1, or choose one above.")
            )
        if old is not None and old.use != record.use:
            question = self.questions[record.code]
            for quiz in quizzes_for_another_use(question, record.use)[:1]:
                self.refuse(
                    record,
                    _("“%(quiz)s” always asks this question: take it out there first.")
                    % {"quiz": quiz},
                )
        if record.case and record.case not in cases:
            self.refuse(record, _("There is no case “%(code)s”.") % {"code": record.case[:20]})
        if record.figure and record.figure not in self.figures:
            self.refuse(record, _("There is no figure “%(name)s”.") % {"name": record.figure[:60]})
        if record.twin and record.twin not in self.uses:
            self.refuse(
                record,
                _("There is no question “%(code)s” to be its twin.") % {"code": record.twin[:20]},
            )
        elif record.twin and not (
            record.use == self.uses[record.twin] == QuestionUse.MEASURE
            and record.twin != record.code
        ):
            self.refuse(
                record,
                _("Twins are for the pre-test and post-test: set both to that use."),
            )
        refused = len(self.result.problems) > before
        return None if refused else replace(record, module=module, phase=phase)

    def _with_review(self, old: Record, new: Record) -> Record:
        """Lao that changes waits for a reviewer again, whatever the file says."""
        if new.lao_review == ReviewState.DRAFT or _only(old, "lo") == _only(new, "lo"):
            return new
        return replace(new, lao_review=ReviewState.DRAFT)

    def _step(self, record: Any, old: Any, stored: Any) -> Step | None:
        """The step, when what would be stored is complete. ``stored`` makes it."""
        changes = tuple(changes_between(old, record)) if old is not None else ()
        if old is not None and not changes:
            return Step(SAME, record, old)
        made = stored()
        try:
            made.full_clean(exclude=_CHECKED | ({"code"} if old else set()), validate_unique=False)
            if isinstance(made, Question):
                options = list(made.options.all())
                for option in options:
                    option.clean_fields(exclude=_UNBOUNDED)
                check(made, options)
        except ValidationError as error:
            for message in error.messages:
                self.refuse(record, message)
            return None
        return Step(NEW if old is None else CHANGED, record, old, changes)

    def _leave_out_lost_twins(self) -> None:
        """A twin that is new but refused cannot be named."""
        planned = {each.record.code for each in self.result.steps}
        stored = set(Question.objects.values_list("code", flat=True))
        for number, step in enumerate(self.result.steps):
            record = step.record
            if isinstance(record, Record) and record.twin and record.twin not in planned | stored:
                self.note(
                    record,
                    _("Its twin %(code)s stays out, so it has none.") % {"code": record.twin},
                )
                self.result.steps[number] = replace(step, record=replace(record, twin=""))


def _with_the_other_language(old: CaseRecord, new: CaseRecord) -> CaseRecord:
    return replace(
        new,
        title=with_words(old.title, new.title, new.languages),
        story=with_words(old.story, new.story, new.languages),
        languages=LANGUAGES,
    )


def _updated(old: Record, new: Record) -> Record | None:
    """What the question would be. A file that knows nothing but words changes nothing else; one
    language alone changes only its words, and None says that it is not the same question."""
    if set(new.languages) == set(LANGUAGES):
        if new.has_tags:
            return new
        return replace(
            new,
            **{each: getattr(old, each) for each in _BESIDE_WORDS},
        )
    if (
        old.kind != new.kind
        or [each.right for each in old.lines] != [each.right for each in new.lines]
        or (old.number, old.tolerance) != (new.number, new.tolerance)
    ):
        return None
    here = new.languages
    lines = [
        replace(
            mine,
            text=with_words(mine.text, theirs.text, here),
            says=with_words(mine.says, theirs.says, here),
            match=with_words(mine.match, theirs.match, here),
            picture=_relabelled(mine.picture, theirs.picture, here),
        )
        for mine, theirs in zip(old.lines, new.lines, strict=True)
    ]
    return replace(
        old,
        stem=with_words(old.stem, new.stem, here),
        why=with_words(old.why, new.why, here),
        unit=with_words(old.unit, new.unit, here),
        lines=tuple(lines),
        picture=_relabelled(old.picture, new.picture, here),
        at=new.at,
    )


def _relabelled(
    mine: Picture | None, theirs: Picture | None, languages: tuple[str, ...]
) -> Picture | None:
    if mine is None or theirs is None:
        return mine
    return replace(mine, alt=with_words(mine.alt, theirs.alt, languages))


def _only(record: Record, language: str) -> list[str]:
    """All words of one language."""
    parts: list[Words] = [record.stem, record.why, record.unit]
    for line in record.lines:
        parts += [line.text, line.says, line.match]
    return [each[language] for each in parts]
