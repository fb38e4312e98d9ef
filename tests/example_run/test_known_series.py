"""The example reproduces the published figures of the real programme: readers will check.

Sources: infosheet and news item of May 2021, press on the first monitor, regional news of January and July 2022, the
councils' letter with the fourth monitor.
"""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from werkmonitor.cube import Cube, cube_path, read_cube
from werkmonitor.workspace import Workspace

# edition | level | code | indicator | published | plan to date | goal
KNOWN = """
2021-05 | programme | gooi-en-vechtstreek | started            | 242 | 194 | 1180
2021-05 | programme | gooi-en-vechtstreek | placed             |  20 |  13 |  520
2021-05 | programme | gooi-en-vechtstreek | training_completed |     |     |  860
2022-01 | programme | gooi-en-vechtstreek | placed             | 155 |     |  520
2022-07 | programme | gooi-en-vechtstreek | placed             | 225 |     |
2022-07 | sector    | zorg                | placed             | 140 |     |
2022-11 | programme | gooi-en-vechtstreek | placed             | 305 |     |  500
2022-11 | programme | gooi-en-vechtstreek | started            |     |     | 1200
2022-11 | programme | gooi-en-vechtstreek | training_completed |     |     |  800
2022-11 | sector    | zorg                | placed             | 190 |     |
2022-11 | project   | jongerenspecialist  | placed             |  65 |     |   30
"""

# edition | indicator | realised ÷ plan to date, from | below | word
RATIOS = """
2021-05 | started            | 1.24 | 1.26 | ahead
2021-05 | placed             | 1.53 | 1.55 | ahead
2021-05 | training_completed | 0.95 | 9    |
2022-11 | started            | 0    | 0.80 | behind
2022-11 | training_completed | 0    | 0.80 | behind
2022-11 | placed             | 0.95 | 1.10 | on_course
"""


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def cube_of(example: Workspace, edition: str) -> Cube:
    return read_cube(cube_path(example, edition))


def progress_of(cube: Cube, level: str, code: str, indicator: str) -> dict[str, object]:
    table = cube["progress"]
    (row,) = table[(table["level"] == level) & (table["code"] == code) & (table["indicator"] == indicator)].to_dict(
        "records"
    )
    return row


def dutch(number: int) -> str:
    """A number as pages write it: 1.180 or 1180."""
    plain = str(number)
    return rf"(?<!\d)(?:{plain}|{re.escape(f'{number:,}'.replace(',', '.'))})(?!\d)"


@pytest.mark.parametrize(("edition", "level", "code", "indicator", "published", "plan", "goal"), rows(KNOWN))
def test_the_cube_holds_the_published_figures(
    example: Workspace, edition: str, level: str, code: str, indicator: str, published: str, plan: str, goal: str
) -> None:
    """Exact figures, plan to date and goal are those of the sources."""
    if level == "sector":
        cells = cube_of(example, edition)["cells"]
        of_sector = cells[(cells["level"] == level) & (cells["code"] == code) & (cells["indicator"] == indicator)]
        assert of_sector.sort_values("on")["value"].iloc[-1] == int(published)
        return
    row = progress_of(cube_of(example, edition), level, code, indicator)
    assert row["base"] == 1
    for expected, column in ((published, "value"), (plan, "plan_to_date"), (goal, "goal")):
        assert not expected or row[column] == int(expected), column


@pytest.mark.parametrize(("edition", "indicator", "low", "high", "word"), rows(RATIOS))
def test_realised_against_plan_to_date(
    example: Workspace, edition: str, indicator: str, low: str, high: str, word: str
) -> None:
    """Ahead in the first edition; in the fourth placed on course and the other two behind."""
    row = progress_of(cube_of(example, edition), "programme", "gooi-en-vechtstreek", indicator)
    assert float(low) <= row["ratio"] < float(high)
    assert not word or row["word"] == word


def test_taaltrajecten_stopped_early_and_the_goals_changed(example: Workspace) -> None:
    """Edition 4 knows the cause, and both the old and the new goals of the programme."""
    cube = cube_of(example, "2022-11")
    states = cube["states"]
    assert "stopped_early" in set(states.loc[states["project"] == "taaltrajecten", "state"])
    goals = cube["goals"]
    of_programme = goals[goals["level"] == "programme"]
    started = of_programme[of_programme["indicator"] == "started"].sort_values("version")
    assert started["value"].tolist()[-1] == 1200
    projects = goals[(goals["level"] == "project") & goals["is_current"]]
    assert projects.groupby("indicator")["value"].sum().to_dict() == {
        "placed": 520,
        "started": 1180,
        "training_completed": 860,
    }


@pytest.mark.parametrize(
    ("edition", "page", "said"),
    [
        ("2021-05", "index.html", [242, 194, 20, 13, 1180, 860, 520]),
        ("2022-01", "index.html", [155]),
        ("2022-07", "index.html", [225]),
        ("2022-11", "index.html", [305, 1200, 800, 500]),
        ("2022-11", "project/jongerenspecialist.html", [65]),
    ],
)
def test_the_right_page_says_it_in_words_and_in_a_table(
    example: Workspace, edition: str, page: str, said: list[int]
) -> None:
    """Every known figure stands on its page, outside and inside a table."""
    html = (example.site / edition / page).read_text("utf-8")
    text = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.S)
    tables = " ".join(re.findall(r"<table.*?</table>", text, flags=re.S))
    words = re.sub(r"<table.*?</table>", " ", text, flags=re.S)
    for number in said:
        assert re.search(dutch(number), tables), f"{number} in a table"
        assert re.search(dutch(number), words), f"{number} in words"


@pytest.mark.parametrize(("edition", "pages"), [("2021-05", 42), ("2022-01", 42), ("2022-07", 41), ("2022-11", 41)])
def test_every_monitor_of_an_edition_is_there(example: Workspace, edition: str, pages: int) -> None:
    """1 programme, 6 categories, the municipalities of that date, 27 projects."""
    found = list((example.site / edition).rglob("*.html"))
    assert len(found) == pages
    assert (example.site / "index.html").is_file()


def test_none_of_the_example_deliveries_is_refused(example: Workspace) -> None:
    """Oddities are digested; rows read are rows kept and rows listed."""
    from werkmonitor.tables import read_table

    deliveries = read_table(example, "deliveries")
    assert set(deliveries["state"]) <= {"accepted", "remarks"}
    assert (deliveries["rows_read"] == deliveries["rows_kept"] + deliveries["rows_listed"]).all()
    assert deliveries["partner"].nunique() == 11


def test_every_page_picture_and_download_says_that_the_data_are_fictional(example: Workspace) -> None:
    """A cut-out still says it."""
    notice = "Voorbeeld met fictieve gegevens"
    for path in sorted(p for p in example.site.rglob("*") if p.is_file()):
        if path.suffix not in {".html", ".svg", ".csv", ".xlsx"}:
            continue
        text = text_of(path)
        assert notice in text, path
        for picture in re.findall(r"<svg.*?</svg>", text, flags=re.S):
            assert notice in picture or "data-icon" in picture[:200], f"{path}: {picture[:200]}"


def test_no_participant_is_in_anything_published(example: Workspace) -> None:
    """No pseudonym, participant number, delivery or file name reaches the site."""
    from werkmonitor.tables import read_table

    persons = set(read_table(example, "trajectories")["person"].dropna())
    deliveries = read_table(example, "deliveries")
    secrets = persons | set(deliveries["delivery_id"]) | {Path(file).name for file in deliveries["file"]}
    for path in sorted(p for p in example.site.rglob("*") if p.is_file()):
        words = set(re.findall(r"[\w.-]+", text_of(path)))
        assert not words & secrets, path


def text_of(path: Path) -> str:
    """All that stands in a file; in a workbook, in each of its parts."""
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig")
    with ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())
