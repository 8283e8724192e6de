"""Walk the site as somebody, and read every word that is shown to them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
from django.test import Client
from lxml.html import HtmlElement

#: Elements whose text is not shown, or was typed by people.
UNREAD = {"script", "style", "template", "textarea", "noscript", "code", "kbd"}
SPOKEN_ATTRIBUTES = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")
PAGE = "text/html"
#: How many pages that differ by a number only are opened.
ALIKE = 3


@dataclass
class Visit:
    """One page as it was shown: its address, its status and its tree."""

    address: str
    status: int
    tree: HtmlElement


@dataclass
class Walk:
    """What one person came to see."""

    client: Client
    within: str
    visits: dict[str, Visit] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def from_addresses(self, starts: Iterable[str], limit: int = 400) -> "Walk":
        """Open ``starts`` and everything they link to, a few pages of each shape.

        A page counts once whatever the values of its query; of pages that differ by a number only
        (a person, a session, a certificate), the first ``ALIKE`` are opened.
        """
        waiting = [(start, "") for start in starts]
        seen: Counter[str] = Counter()
        while waiting and len(self.visits) < limit:
            address, came_from = waiting.pop(0)
            exact, kind = _shape(address), _kind(address)
            if seen[exact] or seen[kind] >= ALIKE:
                continue
            seen.update({exact, kind})
            response = self.client.get(address, follow=True)
            if response.status_code >= 400 and came_from:
                self.broken.append(f"{response.status_code} {address} (from {came_from})")
            if not response.headers.get("Content-Type", "").startswith(PAGE):
                self.files.add(address)
                continue
            landed = response.redirect_chain[-1][0] if response.redirect_chain else address
            if not response.content.strip():
                continue
            tree = lxml.html.fromstring(response.content.decode())
            self.visits[address] = Visit(landed, response.status_code, tree)
            waiting += [(link, address) for link in self._links(tree, landed)]
        return self

    def _links(self, tree: HtmlElement, base: str) -> Iterator[str]:
        for link in tree.iter("a"):
            target = urldefrag(urljoin(base, link.get("href") or ""))[0]
            parts = urlsplit(target)
            if parts.netloc or parts.scheme or not parts.path.startswith(self.within):
                continue
            if "download" in link.attrib:
                continue
            yield target

    def refused_forms(self) -> Iterator[Visit]:
        """What the pages say when each form with required fields is sent empty."""
        done: set[str] = set()
        for address, visit in list(self.visits.items()):
            for form in visit.tree.iter("form"):
                if (form.get("method") or "get").lower() != "post":
                    continue
                fields = [f for f in form.iter("input", "select", "textarea") if f.get("name")]
                wanted = [
                    f for f in fields if f.get("type") not in {"hidden", "submit", "checkbox"}
                ]
                if not any("required" in f.attrib for f in wanted):
                    continue
                target = urljoin(visit.address, form.get("action") or address)
                kept = {
                    f.get("name"): f.get("value") or ""
                    for f in fields
                    if f.get("type") == "hidden" and f.get("name") != "csrfmiddlewaretoken"
                }
                key = f"{_shape(target)} {sorted(f.get('name') for f in fields)}"
                if key in done:
                    continue
                done.add(key)
                response = self.client.post(target, kept, follow=True)
                if response.headers.get("Content-Type", "").startswith(PAGE) and response.content:
                    yield Visit(
                        f"POST {target}",
                        response.status_code,
                        lxml.html.fromstring(response.content.decode()),
                    )


def _shape(address: str) -> str:
    """An address without the values of its query: pages of one list are alike."""
    parts = urlsplit(address)
    return parts.path + "?" + "&".join(sorted(p.split("=")[0] for p in parts.query.split("&") if p))


def _kind(address: str) -> str:
    """The shape of an address without its numbers; each workshop's rooms stay apart."""
    return "kind " + re.sub(r"(?<=/)(?:\d+|[\w-]*\d{4,})(?=[/.])", "#", _shape(address))


def spoken(tree: HtmlElement, language: str) -> Iterator[str]:
    """Every text of a page that claims to be in ``language``: shown, or read out instead."""
    yield from _spoken(tree, tree.get("lang") or "", language)


def _spoken(element: HtmlElement, inherited: str, language: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return
    here = element.get("lang") or inherited
    if here == language:
        for name in SPOKEN_ATTRIBUTES:
            if element.get(name):
                yield element.get(name)
        if element.tag == "input" and element.get("type") in {"submit", "button", "reset"}:
            yield element.get("value") or ""
        if element.tag == "meta" and element.get("name") == "description":
            yield element.get("content") or ""
        if element.text:
            yield element.text
    for child in element:
        yield from _spoken(child, here, language)
        if here == language and child.tail:
            yield child.tail


_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ’'-]*")
#: Addresses, codes, file names, numbers with letters, and quoted names of other programs' buttons.
_NOT_WORDS = re.compile(r"“[A-Za-z0-9 .()-]+”|\S*(?:[@_/\\]|\w\.\w|\d)\S*")


def foreign_words(text: str, allowed: set[str]) -> list[str]:
    """The Latin words in ``text`` that are neither acronyms nor allowed, in order."""
    words = _WORD.findall(_NOT_WORDS.sub(" ", text))
    return [w for w in words if not _is_acronym(w) and w.casefold() not in allowed]


def _is_acronym(word: str) -> bool:
    """IOM, MoFA, LWU, QR: at least two capitals, or one letter."""
    return len(word) == 1 or sum(letter.isupper() for letter in word) >= 2
