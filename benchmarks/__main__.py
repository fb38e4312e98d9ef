"""`make bench`: how long things take here, as ratios measured side by side in one run; medians, so that noise cancels.

Prints a table. Never a test: a slow machine is no error.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5


def seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median time of an action."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def werkmonitor(data: Path, *words: str) -> None:
    """Run the command line in a process of its own, as a scheduler does."""
    command = [sys.executable, "-m", "werkmonitor", *words]
    if words != ("--help",):
        command += ["--data", str(data), "--outputs", str(data.parent / "outputs")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stock_loop(data: Path, folder: Path) -> None:
    """What a user would write for one monitor: papermill, then jupyter nbconvert."""
    run = ["papermill", str(ROOT / "notebooks" / "category.ipynb"), str(folder / "out.ipynb")]
    convert = ["jupyter", "nbconvert", "--to", "html", "--template", "werkmonitor", str(folder / "out.ipynb")]
    for command in ([*run, "-p", "category", "doorstroombanen", "-p", "edition", "2021-05"], convert):
        subprocess.run(
            [sys.executable, "-m", *command],
            check=True,
            cwd=data.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("processed", "editions"))
        whole = seconds(lambda: werkmonitor(data, "run"), repeats=1)
        monitors = len(list((data.parent / "outputs" / "site").rglob("*.html"))) - 1
        stock = seconds(lambda: stock_loop(data, Path(scratch)))
        rows = [
            ("everything from the raw workbooks, per monitor", whole / monitors),
            ("papermill + jupyter nbconvert by hand, per monitor", stock),
            ("a run with nothing new", seconds(lambda: werkmonitor(data, "run"))),
            ("intake alone", seconds(lambda: werkmonitor(data, "intake"))),
            ("status", seconds(lambda: werkmonitor(data, "status"))),
            ("--help", seconds(lambda: werkmonitor(data, "--help"))),
        ]
    print(f"{monitors} monitors in {whole:.0f} s\n")
    print("| what | seconds | ÷ by hand |\n|---|---:|---:|")
    for what, taken in rows:
        print(f"| {what} | {taken:.2f} | {taken / stock:.2f} |")


if __name__ == "__main__":
    main()
