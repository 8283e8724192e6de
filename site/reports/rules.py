"""Who may knock at the reports. Which workshops they see there is said by the selectors."""

from typing import Any

from people.roles import is_facilitator, is_reporting_officer


def reads_reports(user: Any) -> bool:
    """Reporting officers read every report, facilitators those of the workshops they lead."""
    return is_reporting_officer(user) or is_facilitator(user)
