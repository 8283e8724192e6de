"""The handbook of the whole course in Lao: seconds, pages, size and the peak of memory.

Runs in a process of its own, so that the peak is that of a task worker which makes one handbook. The
aim is under 60 s and 500 MB.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def bench_handbook() -> list[tuple[str, str]]:
    """Measure in another process over the same database; give lines of label and figure."""
    done = subprocess.run(
        [sys.executable, __file__], check=True, capture_output=True, text=True, env=os.environ
    )
    return [("handbook of the course, Lao", done.stdout.strip())]


def _measure() -> str:
    from courses.curriculum import pdf
    from courses.curriculum.book_reader import book_of
    from courses.curriculum.selectors import course_outline, first_course_slug
    from courses.curriculum.selectors.handbook import COURSE, scope_of

    begun = time.perf_counter()
    outline = course_outline(first_course_slug(), "lo")
    paper, pages = pdf.render(book_of(outline, scope_of(outline, COURSE)))
    took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{took:.1f} s, {pages} pages, {len(paper) / 1e6:.1f} MB, peak memory {peak:.0f} MiB"


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root), str(root / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    sys.stdout.write(f"{_measure()}\n")
