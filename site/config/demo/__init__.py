"""The demonstration: workshops of June 2024, of 2021, of today and to come, with invented people."""

from people.models import User

#: All demonstration accounts share it; it is printed by ``make run`` and worthless elsewhere.
DEMO_PASSWORD = "sabaidee-micic-2024"  # noqa: S105 - said aloud on purpose

#: What a person is shown as, and the user name to sign in with.
DEMO_SIGN_INS = (
    ("Participant", "participant"),
    ("Facilitator", "facilitator"),
    ("Focal point", "focal"),
    ("Reporting officer", "officer"),
    ("Editor", "editor"),
    ("Administrator", "administrator"),
)


def is_empty() -> bool:
    """Whether nobody lives here yet, so that the demonstration may move in."""
    return not User.objects.exists()
