"""Reading a photograph of 12 megapixels: seconds, and the peak of memory; and the confusion table of
sheets made at random, more of them and worse ones than the suite has.

Runs in a process of its own, so that the peak is that of a task worker which reads one photograph.

    .venv/bin/python tests/bench/scans.py [number of random sheets]
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path


def bench_scans() -> list[tuple[str, str]]:
    """Measure in other processes; give lines of label and figure."""
    figures = []
    for label, argument in (("photograph of 12 megapixels", "one"), ("random sheets", "60")):
        done = subprocess.run(
            [sys.executable, __file__, argument],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ,
        )
        figures.append((label, done.stdout.strip()))
    return figures


def _photograph() -> None:
    """Make the photograph in another process than the one that is measured."""
    from tests.courses.workshops.sheet_pictures import Scene, photograph

    photo = photograph(Scene("bench", 1, density=12.2, turn=5, shadow=0.3, blur=1.2))
    sys.stdout.buffer.write(photo.content)


def _read_one() -> str:
    content = subprocess.run(
        [sys.executable, __file__, "make"], check=True, capture_output=True, env=os.environ
    ).stdout
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    from courses.workshops.scanning import pictures
    from courses.workshops.scanning.marks import Rectangle
    from courses.workshops.scanning.reading import read_picture
    from courses.workshops.scanning.shapes import PrintedLine

    (upright,) = pictures.pictures_of(content)
    lines = [
        PrintedLine(
            n, Rectangle(28, 32.5 + 12.93 * n, 6, 6), Rectangle(231, 29 + 12.93 * n, 53, 12)
        )
        for n in range(12)
    ]
    readings, troubles = read_picture(upright.content, lambda _code: lines)
    took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    millions = upright.width * upright.height / 1e6
    return (
        f"{millions:.1f} million points in {took:.2f} s, {len(readings)} page, troubles: {troubles},"
        f" peak memory {peak:.0f} MiB ({before:.0f} before)"
    )


def random_scene(seed: int):  # type: ignore[no-untyped-def]
    """A sheet filled in and photographed by chance, worse than most people would."""
    from tests.courses.workshops.sheet_pictures import Scene

    chance = random.Random(seed * 31 + 7)
    between = chance.uniform
    values = {
        "turn": chance.choice([0, 0, 90, 180, 270]) + between(-12, 12),
        "skew": between(0.005, 0.06),
        "density": between(4.0, 8),
        "blur": between(0.3, 1.6),
        "noise": between(1, 9),
        "light": between(0.5, 1),
        "shadow": between(0, 0.6),
        "yellow": between(0, 0.35),
        "quality": chance.randint(45, 92),
        "table": chance.choice(["wood", "white", "dark"]),
        "wild": chance.random() < 0.3,
        "page": chance.choice([0, 1, 2, 3]),
    }
    for name, share, low, high in (
        ("fold", 0.2, 2, 6),
        ("curl", 0.2, 0.5, 3),
        ("edge", 0.2, 0.2, 0.6),
        ("shake", 0.15, 3, 6),
    ):
        if chance.random() < share:
            values[name] = between(low, high)
    return Scene(f"random {seed}", seed, coffee=chance.random() < 0.1, **values)


def _read_many(count: int) -> str:
    from courses.workshops.scanning.reading import read_picture
    from courses.workshops.scanning.shapes import Trouble
    from tests.courses.workshops.sheet_pictures import layouts, photograph

    known = layouts()
    table: Counter[tuple[str, str]] = Counter()
    refused: Counter[str] = Counter()
    for seed in range(1000, 1000 + count):
        photo = photograph(random_scene(seed))
        readings, troubles = read_picture(
            photo.content, lambda code: known.get(code, Trouble.UNKNOWN_SHEET)
        )
        refused.update(str(trouble) for trouble in troubles)
        for reading in readings:
            for line in reading.lines:
                table[photo.truth[reading.code][line.number], str(line.verdict)] += 1
    right = sum(count for (truth, said), count in table.items() if truth == said)
    rows = "; ".join(f"{truth} read as {said}: {n}" for (truth, said), n in sorted(table.items()))
    return f"{right / table.total():.2%} of {table.total()} boxes right. {rows}. {dict(refused)}"


def _main(argument: str) -> None:
    if argument == "make":
        _photograph()
    elif argument == "one":
        sys.stdout.write(f"{_read_one()}\n")
    else:
        sys.stdout.write(f"{_read_many(int(argument))}\n")


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.path[:] = [str(root), str(root / "site"), *sys.path[1:]]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    _main(sys.argv[1] if len(sys.argv) > 1 else "60")
