"""Who may knock at the rooms of tests. Whose scores they see there is said by the selectors."""

from typing import Any

from people.roles import is_editor, is_facilitator


def reads_item_analysis(user: Any) -> bool:
    """Those who write questions and those who ask them: it shows questions, never people."""
    return is_editor(user) or is_facilitator(user)
