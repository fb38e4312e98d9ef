"""Larger sets: exactly the rows asked for, in workspaces that the programme's own reader accepts."""

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from examples import regions
from examples.generate import main
from tests.examples.workbooks import LISTS, sheets
from werkmonitor.programme import load_programme


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def participant_rows(data: Path) -> dict[str, int]:
    """Rows of participants by workbook."""
    found = {}
    for path in sorted((data / "raw").rglob("*.xlsx")):
        if path.relative_to(data / "raw").parts[0].startswith(LISTS):
            rows = next(iter(sheets(path).values()))
            head = next(n for n, row in enumerate(rows) if row[0] in ("Deelnemernummer", "Studentnummer"))
            found[path.name] = sum(row[0] not in ("", "Totaal") for row in rows[head + 1 :])
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two regions, two years, 1001 rows."""
    out = tmp_path_factory.mktemp("regions")
    assert main(["--out", str(out), "--regions", "2", "--years", "2", "--rows", "1001", "--seed", "7"]) == 0
    return out


def test_there_are_exactly_as_many_rows_as_asked_for(made: Path) -> None:
    """Over all lists of all regions and editions; as even over the regions as can be."""
    by_region = [sum(participant_rows(made / name / "data").values()) for name in ("region-01", "region-02")]
    assert by_region == [501, 500]


def test_each_region_is_a_workspace(made: Path) -> None:
    """A programme with two editions a year, the example's key and layouts, and a delivery of every partner."""
    for name in ("region-01", "region-02"):
        data = made / name / "data"
        programme = load_programme(data / "programme.toml")
        assert programme.programme.code == name
        assert programme.programme.is_fictional
        assert [e.id for e in programme.editions] == ["2021-05", "2021-11", "2022-05", "2022-11"]
        partners = {path.name for path in (data / "raw").iterdir()}
        assert partners == {partner.code for partner in programme.partners}
        assert (data / "example.key").is_file()
        assert {p.name for p in (data / "layouts").iterdir()} == {p.name for p in (regions.DATA / "layouts").iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(made: Path, tmp_path: Path) -> None:
    """Regions differ from each other, too."""
    regions.write_regions(tmp_path / "same", regions=2, years=2, rows=1001, seed="7")
    regions.write_regions(tmp_path / "other", regions=1, years=2, rows=501, seed="8")
    assert files(tmp_path / "same") == files(made)
    name = "raw/opleiders/2021-04-23/opleiders 2021-03-31.xlsx"
    first, second = (files(made / r / "data")[name] for r in ("region-01", "region-02"))
    assert len({first, second, files(tmp_path / "other" / "region-01" / "data")[name]}) == 3


def test_a_long_list_is_divided_over_partners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sheet is longer than the limit; the sum stays; the programme knows the partners that came with it."""
    monkeypatch.setattr(regions, "LIST_ROWS", 100)
    monkeypatch.setattr("examples.lists.STREAMED_FROM", 50)
    (data,) = regions.write_regions(tmp_path, regions=1, years=1, rows=1500, seed="1")
    found = participant_rows(data)
    assert sum(found.values()) == 1500
    assert max(found.values()) <= 100
    programme = load_programme(data / "programme.toml")
    care = [partner for partner in programme.partners if partner.code.startswith("zorgcoalitie")]
    assert len(care) == 5
    assert {partner.layouts for partner in care} == {("deelnemerslijst-zorgstart",)}
    assert not programme.leads


def test_rows_are_divided_over_as_many_deliveries_as_asked_for(tmp_path: Path) -> None:
    """About as many rows in each, and none without; the sum stays, and so do those who send no lists."""
    (data,) = regions.write_regions(tmp_path, regions=1, years=1, rows=700, seed="1", deliveries=60)
    sent = [path for path in (data / "raw").rglob("*") if path.is_file()]
    found = participant_rows(data)
    assert (len(sent) >= 60, sum(found.values())) == (True, 700)
    assert 1 <= min(found.values()) <= max(found.values()) <= 40
    partners = {partner.code for partner in load_programme(data / "programme.toml").partners}
    assert partners == {path.name for path in (data / "raw").iterdir()}


def test_lists_hold_everything_since_the_start(made: Path) -> None:
    """Every later list is at least as long, and begins with the earlier one."""
    data = made / "region-01" / "data" / "raw" / "zorgcoalitie"
    lists = [[row[0] for row in sheets(path)["Deelnemers"][5:]] for path in sorted(data.rglob("*.xlsx"))]
    assert len(lists) == 4
    for before, after in pairwise(lists):
        assert after[: len(before)] == before


@pytest.mark.parametrize(("regions_asked", "years", "rows"), [(0, 1, 10), (1, 0, 10), (1, 1, 0), (1, 8, 10)], ids=str)
def test_impossible_sizes_are_refused(tmp_path: Path, regions_asked: int, years: int, rows: int) -> None:
    """Before anything is written."""
    with pytest.raises(ValueError, match="1 to 7 years"):
        regions.write_regions(tmp_path, regions_asked, years, rows, "1")
    sizes = ["--regions", str(regions_asked), "--years", str(years), "--rows", str(rows)]
    with pytest.raises(SystemExit, match="2"):
        main(["--out", str(tmp_path), *sizes])
    assert not list(tmp_path.iterdir())
