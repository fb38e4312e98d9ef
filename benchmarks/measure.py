"""Timing side by side, and tables of what was measured."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5

Times = dict[str, list[float]]


def side_by_side(actions: Mapping[str, Callable[[], object]], repeats: int = REPEATS) -> Times:
    """Seconds of each action: all of them once, then all again, so that a slow minute of the machine hits them all."""
    times: Times = {name: [] for name in actions}
    for number in range(repeats):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            times[name].append(time.perf_counter() - start)
            print(f"  {number + 1}/{repeats} {name}: {times[name][-1]:.2f} s", file=sys.stderr, flush=True)
    return times


def medians(times: Times) -> dict[str, float]:
    return {name: statistics.median(measured) for name, measured in times.items()}


def command(*words: object, cwd: Path = ROOT) -> float:
    """Run Python with these words in a process of its own; returns the peak memory of its largest process, in MB.

    Raises RuntimeError with what it said when it fails. Memory is 0 where the platform does not tell.
    """
    process = subprocess.Popen(
        [sys.executable, *map(str, words)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    peak = 0.0
    if hasattr(os, "wait4"):
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    if process.wait():
        raise RuntimeError(f"{' '.join(map(str, words))} ended with {process.returncode}: {said}")
    return peak


def werkmonitor(data: Path, *words: str) -> float:
    """The command line on a workspace, as a scheduler runs it; see `command`."""
    return command("-m", "werkmonitor", *words, "--data", data, "--outputs", data.parent / "outputs")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table; numbers with two decimals, or one from 10 on."""
    aligned = ["---"] + ["---:"] * (len(columns) - 1)
    lines = [columns, aligned, *([_shown(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)


def machine() -> str:
    """What it was measured on."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next((int(line.split()[1]) / 1e6 for line in _lines(Path("/proc/meminfo")) if "MemTotal" in line), None)
    size = f", {memory:.0f} GB" if memory else ""
    libraries = ("papermill", "nbconvert", "altair", "vl-convert-python", "pandas", "openpyxl", "python-calamine")
    versions = ", ".join(f"{name} {version(name)}" for name in (*libraries, "distributed"))
    return (
        f"{cpu}, {os.cpu_count()} processors{size}; {platform.system()}, Python {platform.python_version()}; {versions}"
    )


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.is_file() else []
