"""What is measured: a function a section, each given an empty folder, each answering with a piece of Markdown."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd

from benchmarks import stock
from benchmarks.measure import REPEATS, ROOT, command, medians, side_by_side, table, werkmonitor
from werkmonitor.publish.facts import Facts, vocabulary

EDITION = "2021-05"
EVERY = 6
"""Of the stock loop, every sixth monitor is measured: all of them, five times, would take half an hour."""


def example(folder: Path) -> Path:
    """A workspace with the example deliveries and nothing built; returns its data folder."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("processed", "editions"))
    return data


def publishing(folder: Path) -> str:
    """An edition of 42 monitors: ours, the loop a user would write, and a pool of stock tools."""
    data, processes = example(folder), os.cpu_count() or 1
    werkmonitor(data, "run")
    every = monitors(data)
    some = every[::EVERY]
    share = len(every) / len(some)
    (folder / "stock").mkdir()
    times = medians(
        side_by_side(
            {
                "ours": lambda: werkmonitor(data, "publish", "--edition", EDITION, "--force"),
                "loop": lambda: stock.loop(some, data, folder / "stock"),
                "pool": lambda: stock.pool(every, data, folder / "stock", processes),
            }
        )
    )
    ours, by_loop, by_pool = times["ours"], times["loop"] * share, times["pool"]
    rows = [
        (f"`werkmonitor publish --force`, {processes} processes", ours, ours / len(every), 1.0),
        ("stock loop: `papermill` + `jupyter nbconvert` each", by_loop, by_loop / len(every), by_loop / ours),
        (f"stock pool: both libraries in {processes} processes", by_pool, by_pool / len(every), by_pool / ours),
    ]
    return "\n\n".join(
        [
            f"## An edition of {len(every)} monitors",
            f"Start-up included. Of the loop every {EVERY}th monitor was measured ({len(some)} of them, kinds in "
            f"proportion) and multiplied by {share:.0f}: it starts anew for each. Both others made all of them.",
            table(["how", "seconds", "a monitor", "× ours"], rows),
        ]
    )


def monitors(data: Path) -> list[stock.Monitor]:
    """Every monitor of the edition, as a user of the stock tools would name them."""
    words = vocabulary(Facts.read(data / "editions" / EDITION / "cube.json"), [])
    edition = ("edition", EDITION)
    scopes = [(kind, code) for kind, codes in words.items() if kind != "edition" for code in codes]
    every = [stock.Monitor(f"{kind}.ipynb", (edition, (kind, code))) for kind, code in scopes]
    return [stock.Monitor("programme.ipynb", (edition,)), *every]


def quiet(folder: Path) -> str:
    """A night in which nothing is new, and the start of the command line."""
    data = example(folder)
    werkmonitor(data, "run")
    times = medians(
        side_by_side(
            {
                "nothing": lambda: werkmonitor(data, "run"),
                "status": lambda: werkmonitor(data, "status"),
                "help": lambda: command("-m", "werkmonitor", "--help"),
                "python": lambda: command("-c", "pass"),
            }
        )
    )
    rows = [
        ("`werkmonitor run` with nothing new: no notebook run", times["nothing"]),
        ("`werkmonitor status`", times["status"]),
        ("`werkmonitor --help`", times["help"]),
        ("Python itself", times["python"]),
    ]
    return "\n\n".join(["## A quiet night", table(["what", "seconds"], rows)])


def delivery(folder: Path) -> str:
    """One new delivery against everything from the raw workbooks."""
    data = example(folder)
    programme = data / "programme.toml"
    programme.write_text(not_adopted(programme.read_text("utf-8")), "utf-8")
    built = (data / "processed", data / "editions", data.parent / "outputs")

    def whole() -> None:
        for path in built:
            shutil.rmtree(path, ignore_errors=True)
        werkmonitor(data, "run")

    received = iter(range(1, REPEATS + 1))
    made: list[int] = []

    def one() -> None:
        place_one_more(data, next(received))
        pages = data.parent / "outputs" / "runs"
        before = {path: path.stat().st_mtime_ns for path in pages.rglob("*.html")}
        werkmonitor(data, "run")
        made.append(sum(path.stat().st_mtime_ns != before.get(path) for path in pages.rglob("*.html")))

    times = medians(side_by_side({"whole": whole, "one": one}))
    every = len(list((data.parent / "outputs" / "runs").rglob("*.html")))
    rows = [
        ("everything from the raw workbooks", every, times["whole"], 1.0),
        (
            "one new delivery to the edition that is not adopted yet",
            int(statistics.median(made)),
            times["one"],
            times["whole"] / times["one"],
        ),
    ]
    intro = (
        "Hilversum sends its list once more, with one participant placed after all. Ours reads that workbook, computes "
        "the edition again and makes the monitors that show something else."
    )
    return "\n\n".join(["## One new delivery", intro, table(["what", "monitors made", "seconds", "× faster"], rows)])


def not_adopted(programme: str) -> str:
    """programme.toml with its last edition as a concept, which follows the deliveries."""
    head, mark, last = programme.rpartition("[[editions]]")
    return head + mark + re.sub(r"^adopted_(by|on) = .*\n", "", last, count=2, flags=re.MULTILINE)


def place_one_more(data: Path, number: int) -> None:
    """Hilversum's last list once more, received a day later, with the n-th participant who was not placed placed."""
    raw = data / "raw" / "gemeente-hilversum"
    last = max(path for path in raw.iterdir() if path.is_dir())
    (sent,) = last.glob("*.xlsx")
    book = openpyxl.load_workbook(sent)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Datum aanvang" for cell in row))
    column = {str(cell.value): int(cell.column or 0) for cell in head if cell.value}
    started, placed = column["Datum aanvang"], column["Geplaatst op"]
    row = next(
        row
        for row in range(int(head[0].row or 0) + 1, sheet.max_row)
        if isinstance(sheet.cell(row, started).value, datetime) and sheet.cell(row, placed).value is None
    )
    sheet.cell(row, placed).value = datetime(2022, 9, number)
    folder = raw / f"2022-11-{number:02}"
    folder.mkdir()
    book.save(folder / sent.name)


def intake(folder: Path) -> str:
    """Our whole intake against openpyxl's reading alone, of the same files."""
    rows = []
    for name, size in (
        ("the example deliveries", 0),
        ("a set of 10 000 rows", 10_000),
        ("a set of 100 000 rows", 100_000),
    ):
        data = generated(folder / str(size), "--rows", str(size)) if size else example(folder / "example")
        files = sorted((data / "raw").rglob("*.xlsx"))
        cells: list[int] = []

        def by_openpyxl(files: list[Path] = files, cells: list[int] = cells) -> None:
            cells.append(0)
            for file in files:
                for frame in pd.read_excel(file, sheet_name=None, header=None, engine="openpyxl").values():
                    cells[-1] += frame.size

        def ours(data: Path = data) -> None:
            _read_in_this_process(data)

        times = medians(side_by_side({"openpyxl": by_openpyxl, "ours": ours}))
        rows.append((name, len(files), cells[-1], times["openpyxl"], times["ours"], times["openpyxl"] / times["ours"]))
    intro = (
        "Ours is the whole intake of a first time: the look at every file before it is opened, reading, judging every "
        "cell, and the tables. openpyxl only reads (`pandas.read_excel`). Both in one process that runs already."
    )
    columns = ["what", "workbooks", "cells", "openpyxl reads, s", "our intake, s", "× faster"]
    return "\n\n".join(["## Intake", intro, table(columns, rows)])


def _read_in_this_process(data: Path) -> None:
    from werkmonitor.intake import read_deliveries
    from werkmonitor.programme import load_programme
    from werkmonitor.workspace import Workspace

    workspace = Workspace(data, data.parent / "outputs")
    read_deliveries(workspace, load_programme(workspace.programme_file), force=True)


def generated(folder: Path, *words: str) -> Path:
    """A set of the generator; returns its data folder."""
    command("-m", "examples.generate", "--out", folder, *words)
    return folder / "region-01" / "data"


def growth(folder: Path) -> str:
    """`werkmonitor intake` of ever larger sets: time and memory."""
    rows = []
    for name, *words in (
        ("1 000 participant rows", "--rows", "1000"),
        ("10 000 participant rows", "--rows", "10000"),
        ("100 000 participant rows", "--rows", "100000"),
        ("1 000 000 participant rows", "--rows", "1000000"),
        ("2 000 small deliveries", "--deliveries", "2000", "--rows", "20000"),
    ):
        data = generated(folder / "set", *words)
        files = sum(path.is_file() for path in (data / "raw").rglob("*.*"))
        peaks: list[float] = []

        def first(data: Path = data, peaks: list[float] = peaks) -> None:
            shutil.rmtree(data / "processed", ignore_errors=True)
            peaks.append(werkmonitor(data, "intake"))

        def again(data: Path = data) -> None:
            werkmonitor(data, "intake")

        times = medians(side_by_side({"first": first, "again": again}, 1 if "1000000" in words else REPEATS))
        rows.append((name, files, times["first"], max(peaks), times["again"]))
        shutil.rmtree(folder / "set")
    intro = "`werkmonitor intake` in a process of its own, start-up included; memory is that of its largest process."
    columns = ["set", "workbooks", "first time, s", "memory, MB", "nothing new, s"]
    return "\n\n".join(["## Growth", intro, table(columns, rows)])


def cluster(folder: Path) -> str:
    """Two workers of a Dask cluster against one, and against the processes of this machine."""
    data = example(folder)
    werkmonitor(data, "run")
    asked = ("publish", "--edition", EDITION, "--force")
    with scheduler() as address, worker(address):
        one = side_by_side({"one": lambda: werkmonitor(data, *asked, "--cluster", address)})
        with worker(address):
            two = side_by_side(
                {
                    "two": lambda: werkmonitor(data, *asked, "--cluster", address),
                    "local": lambda: werkmonitor(data, *asked),
                }
            )
    times = medians(one | two)
    rows = [
        ("one worker", times["one"], 1.0),
        ("two workers", times["two"], times["one"] / times["two"]),
        ("no cluster: processes of this machine", times["local"], times["one"] / times["local"]),
    ]
    intro = (
        f"The same edition by `--cluster tcp://…`, scheduler and workers on this machine ({os.cpu_count()} processors)."
    )
    return "\n\n".join(["## A cluster", intro, table(["where", "seconds", "× faster than one worker"], rows)])


@contextmanager
def scheduler() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with _process(words):
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def worker(address: str) -> Iterator[None]:
    with _process(["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]):
        time.sleep(5)  # until it has joined
        yield


@contextmanager
def _process(words: list[str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
