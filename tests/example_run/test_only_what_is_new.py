"""One more delivery: that one is read, and the monitors that show something else are made; no other."""

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import run_cli
from tests.example_run.test_again import digest
from werkmonitor.workspace import Workspace

LAST = "gemeente-hilversum/2022-10-27"
NEW = "gemeente-hilversum/2022-11-04"


@pytest.fixture
def awaiting(standing: Workspace) -> Workspace:
    """The example with its last edition not adopted: a concept, which follows the deliveries."""
    text = standing.programme_file.read_text("utf-8")
    before, sign, last = text.partition('id = "2022-11"')
    last = re.sub(r"^adopted_(by|on) = .*\n", "", last, count=2, flags=re.MULTILINE)
    standing.programme_file.write_text(before + sign + last, "utf-8")
    shutil.rmtree(standing.editions / "2022-11")
    shutil.rmtree(standing.site)
    assert "Concepts, not published: 2022-11" in run_cli("run", standing)
    return standing


def one_more_placed(workspace: Workspace) -> None:
    """Hilversum sends its list once more: one participant of a scholing was placed after all."""
    (sent,) = (workspace.raw / LAST).glob("*.xlsx")
    book = openpyxl.load_workbook(sent)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Datum aanvang" for cell in row))
    column = {str(cell.value).strip(): cell.column for cell in head if cell.value}
    placed = column["Geplaatst op"]
    row = next(
        number
        for number in range(head[0].row + 1, sheet.max_row)
        if isinstance(sheet.cell(number, column["Datum aanvang"]).value, datetime)
        and sheet.cell(number, placed).value is None
    )
    sheet.cell(row, placed).value = datetime(2022, 9, 1)
    (workspace.raw / NEW).mkdir()
    book.save(workspace.raw / NEW / sent.name)


def test_one_new_delivery_touches_only_what_shows_it(awaiting: Workspace) -> None:
    """It alone is read; what is made again is named with why; all other pages are the very files they were."""
    site = awaiting.concepts / "site"
    before, tables = digest(site), digest(awaiting.processed, "*.parquet")
    one_more_placed(awaiting)
    said = run_cli("run --why", awaiting)
    assert "44 deliveries (1 read now)" in said
    assert f"deliveries: data/raw/{NEW}/" in said
    assert "edition 2022-11: its deliveries" in said
    made = dict(re.findall(r"^(2022-11/\S+\.html): (.*)$", said, re.MULTILINE))
    assert set(made.values()) == {"its figures"}
    assert "2022-11/index.html" in made
    after = digest(site)
    changed = {name for name in after if after[name] != before[name] and name.endswith(".html")} - {"index.html"}
    assert changed
    assert changed <= set(made)
    assert len(made) < 20
    assert digest(awaiting.processed, "*.parquet") != tables
    assert "nothing to do" in run_cli("run --why", awaiting)


def test_files_that_were_only_touched_change_nothing(standing: Workspace) -> None:
    """Another time of change, another order, a renamed folder of the workspace: the same contents, so nothing to do."""
    for path in sorted(standing.data.rglob("*"), reverse=True):
        os.utime(path)
    moved = Path(standing.data.parent).rename(standing.data.parent.with_name("elsewhere"))
    said = run_cli("run --why", Workspace(moved / "data", moved / "outputs"))
    assert "nothing to do" in said
    assert "read now" not in said


def test_force_does_everything_again_and_gives_the_same(standing: Workspace) -> None:
    """Tables, and a preview of one kind; released editions are not computed again."""
    before = digest(standing.processed, "*.parquet") | digest(standing.editions)
    assert "43 deliveries (43 read now)" in run_cli("intake --force --why", standing)
    said = run_cli("publish --edition 2022-11 --only 'category/*' --force --why", standing)
    assert "6 monitors, 6 made now" in said
    assert "categorie/doorstroombanen.html: asked for" in said
    assert digest(standing.processed, "*.parquet") | digest(standing.editions) == before
    for page in standing.preview.rglob("categorie/*.html"):
        assert page.is_file()


def test_status_names_what_a_run_would_do(standing: Workspace) -> None:
    """New deliveries, a damaged page, a changed setting: each is told before anything is done."""
    assert "leave the site as it stands" in run_cli("status", standing)
    one_more_placed(standing)
    (standing.runs / "2022-11" / "index.html").unlink()
    said = run_cli("status", standing)
    assert f"read what is new or changed: data/raw/{NEW}/" in said
    assert "make 1 of 166 monitors again: its page is gone or damaged" in said
