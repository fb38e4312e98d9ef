"""The layout language: what a layout may say, how a slip in one is answered, and that its documentation is true."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import drawn
from tests.intake.reading import PROGRAMME, RECEIVED, known, made, read, rows_add_up
from werkmonitor.errors import ConfigurationError
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.fields import CROSSTABS, LISTS
from werkmonitor.intake.layout import AsOf, Layout, SignWords, load_layouts
from werkmonitor.intake.table_layout import Cell, Column, Measure, OwnField, Table
from werkmonitor.intake.tidy import observe
from werkmonitor.limits import DEFAULT_LIMITS
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "layouts.md").read_text("utf-8")
LIST = """
title = "t"
coverage = "since_start"
[[tables]]
kind = "list"
yields = "trajectories"
sheet = "L"
[tables.columns]
project = "Project"
started_on = "Start"
"""
STANDING = """
title = "t"
coverage = "as_of"
[words.indicator]
Gestart = "started"
[[tables]]
kind = "standing"
yields = "counts"
sheet = "S"
across = "indicator"
columns = { project = "Project" }
"""


@pytest.mark.parametrize(
    ("text", "find", "replace", "said"),
    [
        (LIST, "sheet =", "shete =", "did you mean 'sheet'"),
        (LIST, 'title = "t"', 'titel = "t"', "did you mean 'title'"),
        (LIST, 'kind = "list"', 'kind = "lijst"', "kind"),
        (LIST, "started_on", "start_on", "did you mean 'started_on'"),
        (LIST, "trajectories", "trajectory", "did you mean 'trajectories'"),
        (LIST, 'project = "Project"', "", "nothing says what 'project' is"),
        (LIST, '"Start"', '{ header = "Start", column = "B" }', "either"),
        (LIST, '"Start"', '{ column = "b2" }', "column"),
        (LIST, "[tables.columns]", 'across = "period"\n[tables.columns]', "a list has 'columns' and no 'across'"),
        (LIST, "[tables.columns]", 'constants = { project = "x" }\n[tables.columns]', "'project' is given twice"),
        (LIST, '"since_start"', '"altijd"', "coverage"),
        (STANDING, "across", "acros", "did you mean 'across'"),
        (STANDING, '"indicator"\n', '["indicator", "period"]\n', "a standing has no 'period'"),
        (STANDING, '"standing"', '"crosstab"', "nothing says what 'period' is"),
        (STANDING, "[words.indicator]", "[words.indicater]", "did you mean 'indicator'"),
        (STANDING, 'sheet = "S"', 'area = "B5:"', "expected an area"),
        (STANDING, 'yields = "counts"', 'fields = { projct = "text" }', "did you mean 'project'"),
        (STANDING, 'yields = "counts"', 'constants = { value = "1" }', "a column of every file of observations"),
        (STANDING, 'sheet = "S"', 'cells = { unit = { cell = "A1", find = "per" } }', "one pair of brackets"),
        (STANDING, 'across = "indicator"', "", "says in 'across'"),
    ],
)
def test_a_slip_in_a_layout_is_answered_with_its_place(
    tmp_path: Path, text: str, find: str, replace: str, said: str
) -> None:
    """Unknown keys and fields with the near miss; what is lacking or contradicts itself by name."""
    assert find in text
    with pytest.raises(ConfigurationError) as error:
        made(tmp_path, text.replace(find, replace, 1))
    assert said in str(error.value)
    assert "made.toml" in str(error.value)


def test_all_faults_in_all_layouts_are_told_at_once(workspace: Workspace, programme: Programme) -> None:
    """A missing file with its near miss, an unknown key with its line, a word that leads to no indicator."""
    folder = workspace.layouts
    shutil.move(folder / "hbel.toml", folder / "hbell.toml")
    for name, find, replace in (("weesp", "across", "acros"), ("uwv-stand", '"started"', '"begun"')):
        path = folder / f"{name}.toml"
        path.write_text(path.read_text("utf-8").replace(find, replace), "utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_layouts(workspace, programme)
    said = str(error.value)
    assert all(
        word in said for word in ("hbel.toml", "'hbell'", "weesp.toml:", "'across'", "uwv-stand.toml", "'begun'")
    )


def test_the_example_layouts_are_right(programme: Programme) -> None:
    """Every partner's layout loads; the register is known by what it yields."""
    layouts = load_layouts(Workspace(ROOT / "data", ROOT / "outputs"), programme)
    assert set(layouts) == {code for partner in programme.partners for code in partner.layouts}
    assert [code for code, layout in layouts.items() if layout.yields("projects")] == ["register"]


def test_a_changed_workbook_is_a_new_table_beside_the_old(tmp_path: Path) -> None:
    """The old one keeps reading old files."""
    text = LIST.replace('sheet = "L"', 'sheet = "L"\nuntil = 2021-12-31') + (
        '[[tables]]\nkind = "list"\nyields = "trajectories"\nsheet = "L"\nfrom = 2022-01-01\n'
        'columns = { project = "Wat", started_on = "Wanneer" }'
    )
    layout = made(tmp_path, text)
    old = drawn(L="Stand per 30-09-2021\nProject | Start\nZorgStart | 2021-01-01")
    new = drawn(L="Stand per 30-09-2021\nWat | Wanneer\nZorgStart | 2021-01-01")
    days = (date(2021, 10, 20), date(2022, 1, 20))
    assert [read(old, own=layout, received_on=on).state for on in days] == ["accepted", "refused"]
    assert [read(new, own=layout, received_on=on).state for on in days] == ["refused", "accepted"]


def test_the_layout_that_fits_is_chosen(tmp_path: Path) -> None:
    """A partner with two workbooks has two layouts; where both fit, the delivery is refused."""
    book = drawn(S="Stand per 30-09-2021\nProject | Gestart\nZorgStart | 5")
    given = Circumstances(PROGRAMME, PROGRAMME.partner("uwv"), RECEIVED, "a.xlsx", known(), b"k", DEFAULT_LIMITS)
    a_list, a_standing = made(tmp_path, LIST), made(tmp_path, STANDING)
    assert read_delivery(book, {"list": a_list, "standing": a_standing}, given).layout == "standing"
    both = read_delivery(book, {"one": a_standing, "other": a_standing}, given)
    assert ([one.code for one in both.findings], both.tables) == (["layout_ambiguous"], {})


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("number", "partner", "kept"), [(0, "gemeente-wijdemeren", 2), (1, "gemeente-wijdemeren", 8), (2, "uwv", 5)]
)
def test_the_examples_of_the_documentation_read_their_workbooks(
    tmp_path: Path, number: int, partner: str, kept: int
) -> None:
    """Each layout on the page reads the sheet drawn above it."""
    layout = made(tmp_path, blocks("toml")[number])
    name = str(layout.tables[0].sheet[0]).replace("*", " 2021")
    outcome = read(drawn(**{name: blocks("text")[number]}), partner, layout, allowed=("Deelnemernummer",))
    assert outcome.state in ("accepted", "remarks"), outcome.findings
    assert outcome.rows_kept == kept
    assert rows_add_up(outcome)


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_observations_give_what_the_page_says(tmp_path: Path, number: int) -> None:
    """The sheet drawn, the layout under it, and every line of the result."""
    layout = made(tmp_path, blocks("toml")[number + 3])
    found = observe(drawn(Blad1=blocks("text")[number + 3]), layout, RECEIVED)
    assert found.as_csv() == blocks("csv")[number]
    assert (found.read, found.listed) == (len(found.rows), 0)


def test_the_documentation_names_every_key_and_every_field() -> None:
    """None that exists is left out."""
    models = (Layout, Table, Column, Cell, Measure, OwnField, AsOf, SignWords)
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    fields = {name for table in ("trajectories",) for name in LISTS[table]} | {
        name for table in CROSSTABS.values() for name in table
    }
    assert not {key for key in keys | fields | set(LISTS) | set(CROSSTABS) if not re.search(rf"\b{key}\b", PAGE)}
