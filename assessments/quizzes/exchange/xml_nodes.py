"""XML from strangers as a small tree that knows its lines: no DTD, no entities, not deep, not long."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from assessments.quizzes.exchange.raw import FileRefusedError
from assessments.quizzes.exchange.record import Source

MAX_DEPTH = 30
MAX_NODES = 400_000
_DECLARED = re.compile(r"""^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']""")
_UTF8 = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
#: What expat says, by its number.
_TOO_SHORT, _BAD_TOKEN, _CUT_OFF, _MISMATCHED, _TWICE, _JUNK, _UNDEFINED = 3, 4, 5, 7, 8, 9, 11


class Node:
    """An element: name, attributes, children, own text, line."""

    __slots__ = ("attributes", "children", "line", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """What stands in it, without what stands in its children."""
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["Node"]:
        """Its children of a name."""
        return (each for each in self.children if each.name == name)

    def one(self, *names: str) -> "Node | None":
        """The first child of a name, of its first child of the next name, and so on."""
        found: Node | None = self
        for name in names:
            found = next(found.all(name), None) if found is not None else None
        return found

    def word(self, *names: str) -> str:
        """The text of ``one``, '' when it is not there."""
        found = self.one(*names)
        return found.text if found is not None else ""


class _Builder:
    """Takes what the parser finds."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser: Any = None
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    @property
    def at(self) -> Source:
        return Source(self.file, self.parser.parser.CurrentLineNumber if self.parser else 1)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(name.lower(), attributes, self.at.line)
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            raise FileRefusedError(
                self.at, _("This is nested deeper or longer than questions ever are.")
            )
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].pieces.append(text)

    def close(self) -> Node | None:
        return self.root


def read_tree(text: str, file: str) -> Node:
    """The root element. Raises FileRefusedError with the line of what is wrong or hostile."""
    found = _DECLARED.match(text)
    if found and found[1].lower() not in _UTF8:
        raise FileRefusedError(
            Source(file, 1),
            _("The file says it is written in %(encoding)s. Save it as UTF-8.")
            % {"encoding": found[1][:40]},
        )
    builder = _Builder(file)
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(text.encode())
        root = parser.close()
    except DefusedXmlException as error:
        raise FileRefusedError(
            builder.at,
            _(
                "The file has a DOCTYPE or defines entities. Questions never need that: take it out."
            ),
        ) from error
    except ParseError as error:
        raise FileRefusedError(Source(file, error.position[0]), _why(error.code)) from error
    if root is None:
        raise FileRefusedError(Source(file, 1), _("The file is empty."))
    return root


def _why(code: int) -> str:
    return {
        _TOO_SHORT: _("There is no element here: this is not Moodle XML."),
        _BAD_TOKEN: _(
            "A letter stands here that XML does not allow. Write < as &lt; and & as &amp;."
        ),
        _CUT_OFF: _("The file is cut off in the middle of a word."),
        _MISMATCHED: _("The element that ends here is not the one that was opened last."),
        _TWICE: _("An element has the same attribute twice."),
        _JUNK: _("Something stands behind the end of the questions."),
        _UNDEFINED: _("XML does not know this entity. Write the letter itself."),
    }.get(code, _("The XML is broken here."))
