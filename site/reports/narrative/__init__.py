"""The sentence and the paragraph that go into a donor's report, in each language, from the figures.

Each language has its own grammar, so the words stand here and not in the catalogues: both texts are
shown side by side whatever language the reader has. Wording: the seed event's news item and domain
facts 6.5; Lao counts people as "24 ທ່ານ, ຍິງ 9 ທ່ານ".
"""

from reports.narrative import english, lao
from reports.narrative.facts import Facts, PairedTests, facts_of

__all__ = ["Facts", "PairedTests", "facts_of", "paragraph", "sentence"]


def sentence(facts: Facts, language: str) -> str:
    """One line: how many officials, how many women, at which level, from where."""
    return lao.sentence(facts) if language == "lo" else english.sentence(facts)


def paragraph(facts: Facts, language: str) -> str:
    """The whole paragraph: when, who, what, attendance, tests when there are any, certificates."""
    parts = lao.parts(facts) if language == "lo" else english.parts(facts)
    return " ".join(part for part in parts if part)
