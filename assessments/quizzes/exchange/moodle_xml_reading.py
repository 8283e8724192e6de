"""Moodle XML, ours or anybody's, as raw questions."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.pictures import PictureError, decoded
from assessments.quizzes.exchange.raw import (
    MOST_ANSWERS,
    FileRefusedError,
    Raw,
    RawAnswer,
    RawText,
    Report,
    TextFormat,
    too_many_answers,
)
from assessments.quizzes.exchange.record import Source
from assessments.quizzes.exchange.xml_nodes import Node, read_tree

MAX_QUESTIONS = 2000
_FORMATS: dict[str, TextFormat] = {
    "html": "html",
    "plain_text": "plain",
    "moodle_auto_format": "moodle",
    "markdown": "markdown",
}
_SAME = {"match": "matching", "numeric": "numerical"}


def read(text: str, file: str, report: Report) -> Iterator[Raw]:
    """The questions of a file in its order. Raises FileRefusedError when it is no Moodle XML."""
    root = read_tree(text, file)
    if root.name != "quiz":
        raise FileRefusedError(
            Source(file, root.line), _("This is not Moodle XML: it begins with <quiz>.")
        )
    nodes = [each for each in root.all("question") if each.attributes.get("type") != "category"]
    if len(nodes) > MAX_QUESTIONS:
        raise FileRefusedError(
            Source(file, nodes[MAX_QUESTIONS].line),
            _("More than %(limit)s questions. Split them into several files.")
            % {"limit": MAX_QUESTIONS},
        )
    for node in nodes:
        yield _Reader(node, file, report).raw()


class _Reader:
    """Reads one question."""

    def __init__(self, node: Node, file: str, report: Report) -> None:
        self.node, self.report = node, report
        self.at = Source(file, node.line)
        self.file = file
        self.code = node.word("idnumber")

    def raw(self) -> Raw:
        node, before = self.node, self.report.refusals
        kind = node.attributes.get("type", "").strip().lower()
        kind = _SAME.get(kind, kind)
        found = list(node.all("subquestion" if kind == "matching" else "answer"))
        if len(found) > MOST_ANSWERS:
            at = Source(self.file, found[MOST_ANSWERS].line)
            self.report.refuse(at, self.code, too_many_answers())
            del found[MOST_ANSWERS:]
        answers = [self._pair(each) if kind == "matching" else self._answer(each) for each in found]
        raw = Raw(
            type=kind,
            at=self.at,
            code=self.code,
            name=node.word("name", "text"),
            tags=[
                each.word("text") or each.text
                for tags in node.all("tags")
                for each in tags.all("tag")
            ],
            stem=self._text(node.one("questiontext")),
            why=self._text(node.one("generalfeedback")),
            answers=answers,
            is_single=node.word("single").lower() not in ("false", "0"),
            unit=node.word("units", "unit", "unit_name"),
            is_hidden=node.word("hidden") == "1",
        )
        raw.is_broken = self.report.refusals > before
        return raw

    def _answer(self, node: Node) -> RawAnswer:
        label = node.one("label")
        return RawAnswer(
            text=self._text(node),
            line=node.line,
            fraction=self._fraction(node),
            says=self._text(node.one("feedback")),
            label=self._text(label) if label is not None else None,
            tolerance=node.word("tolerance") or "0",
        )

    def _pair(self, node: Node) -> RawAnswer:
        return RawAnswer(
            text=self._text(node),
            line=node.line,
            says=self._text(node.one("feedback")),
            match=node.word("answer", "text"),
        )

    def _fraction(self, node: Node) -> Decimal | None:
        typed = node.attributes.get("fraction", "0")
        try:
            found = Decimal(typed.strip() or "0")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found.copy_abs() > 100:
            self.report.refuse(
                Source(self.file, node.line),
                self.code,
                _("“%(typed)s” is no fraction in percent.") % {"typed": typed[:40]},
            )
            return None
        return found

    def _text(self, node: Node | None) -> RawText:
        if node is None:
            return RawText(line=self.at.line)
        inner = node.one("text")
        return RawText(
            # Files of old put the words straight into the element.
            text=inner.text if inner is not None else node.text,
            format=_FORMATS.get(node.attributes.get("format", "html"), "html"),
            files=dict(self._files(node)),
            line=node.line,
        )

    def _files(self, node: Node) -> Iterator[tuple[str, bytes]]:
        for each in node.all("file"):
            name = each.attributes.get("name", "")
            try:
                if each.attributes.get("encoding", "base64") != "base64":
                    raise PictureError("encoding")
                yield name, decoded(each.text)
            except PictureError:
                self.report.refuse(
                    Source(self.file, each.line),
                    self.code,
                    _("The file “%(name)s” is not base64.") % {"name": name[:60]},
                )
