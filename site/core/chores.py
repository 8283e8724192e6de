"""Small chores, once a day: done by the worker that comes first (``manage.py work``).

    chores.every_day("forget_answers", forget_answers)      # from AppConfig.ready()

A chore must be safe to repeat, for a day may be lost or come twice. What takes long is a job
(``core.jobs``).
"""

import logging
from collections.abc import Callable

from django.core.cache import caches
from django.utils import timezone

logger = logging.getLogger(__name__)

#: How long it is remembered that today's was done, in seconds.
_REMEMBERED = 60 * 60 * 48
_chores: dict[str, Callable[[], object]] = {}


def every_day(name: str, function: Callable[[], object]) -> None:
    """Have ``function`` called once a day. The same name again replaces it."""
    _chores[name] = function


def do_due() -> list[str]:
    """Do what nobody has done yet today; gives the names. One that fails is logged and waits for
    tomorrow."""
    today = timezone.localdate().isoformat()
    done = []
    for name, function in _chores.items():
        if not caches["default"].add(f"chore:{name}:{today}", True, _REMEMBERED):
            continue
        try:
            function()
        except Exception:
            logger.exception("the chore %s failed; it is tried again tomorrow", name)
        else:
            done.append(name)
    return done
