"""`make bench`: how long things take, as ratios measured side by side in one run; medians of five.

    python -m benchmarks [SECTION …] [--write]

Sections: publishing, quiet, delivery, intake, growth, cluster, reading; all by default. --write puts all of them into
docs/performance.md. Never a test: a slow machine is no error.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import reading, sections
from benchmarks.measure import ROOT, machine

SECTIONS: dict[str, Callable[[Path], str]] = {
    "publishing": sections.publishing,
    "quiet": sections.quiet,
    "delivery": sections.delivery,
    "intake": sections.intake,
    "growth": sections.growth,
    "cluster": sections.cluster,
    "reading": reading.reading,
}
PAGE = ROOT / "docs" / "performance.md"
BEGIN = "<!-- measured: everything below is written by `make bench` -->\n"


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}; there is: {', '.join(SECTIONS)}")
    told = [f"Measured on {date.today():%d-%m-%Y}: {machine()}."]
    for name in asked.sections or SECTIONS:
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="wm-bench-", ignore_cleanup_errors=True) as scratch:
            told.append(SECTIONS[name](Path(scratch)))
        print(f"{told[-1]}\n", flush=True)
    page = "\n\n".join(told) + "\n"
    if asked.write:
        head, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{page}", "utf-8")


if __name__ == "__main__":
    main()
