"""Certificates per second: raw WeasyPrint, ours one by one, a batch of 200, and the peak of memory.

Raw is WeasyPrint on the very HTML of our page, with the same style sheets and one FontConfiguration;
ours begins with the frozen words. The three take turns, so that what disturbs one disturbs all, and
the best of three rounds counts: other work on the machine only ever slows things down.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

BATCH = 200
SINGLES = 20
ROUNDS = 3


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> list[tuple[str, str]]:
    """Measure; give lines of label and figure."""
    from assessments.certificates import pdf as certificates
    from assessments.certificates.services.issuing import BATCH as CHUNK
    from core import pdf
    from tests.assessments.certificates.test_pdf import WORDS

    people = [
        replace(
            WORDS,
            number=f"MICIC-2024-LAO-{number:04d}",
            verify_url=f"https://training.example.la/v/{number:010d}",
        )
        for number in range(BATCH)
    ]
    pages = [certificates._html([one], [0], 0) for one in people[:SINGLES]]
    certificates.render(people[:1])

    def raw() -> None:
        for page in pages:
            pdf.write(pdf.lay_out(page, stylesheets=certificates.STYLESHEETS))

    def one_by_one() -> None:
        for one in people[:SINGLES]:
            certificates.render([one])

    def in_batches() -> None:
        for start in range(0, BATCH, CHUNK):
            certificates.render(people[start : start + CHUNK])

    rounds = [(_seconds(raw), _seconds(one_by_one), _seconds(in_batches)) for _ in range(ROUNDS)]
    raw_took, single_took, batch_took = (min(took) for took in zip(*rounds, strict=True))
    bare, single, batch = SINGLES / raw_took, SINGLES / single_took, BATCH / batch_took
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        ("certificates, raw WeasyPrint", f"{bare:.1f} /s"),
        ("certificates, one by one", f"{single:.1f} /s ({single / bare:.0%} of raw)"),
        (f"certificates, batch of {BATCH}", f"{batch:.1f} /s ({batch / bare:.0%} of raw)"),
        ("certificates, peak memory", f"{peak:.0f} MiB"),
    ]


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root), str(root / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    for label, figure in main():
        sys.stdout.write(f"{label}: {figure}\n")
