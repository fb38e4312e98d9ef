"""The four example editions are what their workbooks say, to the byte; what was changed by hand never gets online."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import run_cli
from tests.example_run.test_again import digest
from werkmonitor.cube import CUBE_FILE
from werkmonitor.editions import versions_of
from werkmonitor.workspace import Workspace

EDITIONS = {"2021-05": 11, "2022-01": 23, "2022-07": 33, "2022-11": 43}
"""With the workbooks that were known then."""


def test_all_editions_are_what_their_workbooks_say(example: Workspace) -> None:
    """Made again from the raw workbooks and the decisions of their day: byte for byte."""
    expected = [
        f"Edition {edition}: made again of {known} workbooks, and the same byte for byte"
        for edition, known in EDITIONS.items()
    ]
    assert run_cli("verify", example).splitlines() == expected


def test_one_edition_is_verified_by_name(example: Workspace) -> None:
    """As a command, with the near miss for a slip."""
    assert run_cli("verify 2021-05", example).startswith("Edition 2021-05: made again of 11 workbooks")
    assert "did you mean '2022-01'" in run_cli("verify 2022-1", example, expect=2)


def tampered_cube(workspace: Workspace) -> Path:
    file = workspace.editions / "2022-07" / CUBE_FILE
    text = file.read_text("utf-8")
    found = re.search(r'\["programme", "gooi-en-vechtstreek", null, "placed", "2022-03-31", (\d+), \1, \1, 1\]', text)
    assert found
    more = found[0].replace(found[1], str(int(found[1]) + 1))
    file.chmod(0o644)
    file.write_text(text.replace(found[0], more), "utf-8")
    return file


def lost_workbook(workspace: Workspace) -> Path:
    (file,) = (workspace.raw / "uwv").glob("2021-04*/*.xlsx")
    file.unlink()
    return file


@pytest.mark.parametrize("fault", [tampered_cube, lost_workbook])
def test_what_was_changed_by_hand_never_gets_online(standing: Workspace, fault: object) -> None:
    """A run says where, ends with code 3 and leaves the site; so does a release; verify names the figure."""
    before = digest(standing.site)
    file = fault(standing)  # type: ignore[operator]
    where = file.relative_to(standing.data.parent).as_posix()
    said = run_cli("run", standing, expect=3)
    assert where in said
    assert "Nothing was published" in said
    assert digest(standing.site) == before
    assert where in run_cli("release 2022-11 --revision 'Er is iets nageleverd.'", standing, expect=3)
    for command in ("trace 2022-07 placed", "publish --audience team --edition 2022-11"):
        assert where in run_cli(command, standing, expect=3)
    told = run_cli("verify 2022-07", standing, expect=3)
    assert where in told
    if fault is tampered_cube:
        assert where in run_cli("publish --edition 2022-07", standing, expect=3)
        assert re.search(r"cells › programme gooi-en-vechtstreek placed 2022-03-31: value was \d+, is \d+", told)


def test_a_late_delivery_becomes_a_new_version_by_hand(standing: Workspace) -> None:
    """Every page of the edition says so, the old pages stay and lead to the new; was and is are told; both verify."""
    old = (standing.site / "2022-11" / "index.html").read_text("utf-8")
    (sent,) = standing.raw.glob("gemeente-hilversum/2022-10*/*.xlsx")
    book = openpyxl.load_workbook(sent)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Deelnemernummer")
    for number in range(4):
        known: dict[str, object] = {
            "Deelnemernummer": f"HV9{number:03}",
            "Project": "Doorstroombaan Groen",
            "Doelgroep": "afstand",
        }
        known["Datum aanvang"] = date(2022, 8, 1)
        sheet.append([known.get(name) for name in header])
    late = standing.raw / "gemeente-hilversum" / "2022-12-05" / "Deelnemers Hilversum 2022-09 nalevering.xlsx"
    late.parent.mkdir()
    book.save(late)

    assert "never changes in silence" in run_cli("release 2022-11", standing, expect=2)
    said = run_cli("release 2022-11 --revision 'Gemeente Hilversum leverde vier trajecten na.'", standing)
    assert "Released: 2022-11 r2" in said
    first, second = versions_of(standing, "2022-11")
    changed = {
        (row["was"], row["now"], row["since"])
        for row in second.cube["revisions"]
        if (row["level"], row["indicator"], row["on"]) == ("programme", "started", date(2022, 9, 30))
    }
    ((was, now, since),) = changed
    assert (now - was, since) == (4, "2022-11 r1")

    new = {
        page.relative_to(standing.site).as_posix(): page.read_text("utf-8") for page in standing.site.rglob("*.html")
    }
    fresh = [page for page in new if page.startswith("2022-11/") and not page.startswith("2022-11/r1/")]
    stale = [page for page in new if page.startswith("2022-11/r1/")]
    assert len(fresh) == len(stale) == 41
    assert all("Dit is versie 2, herzien op" in new[page] for page in fresh)
    assert all("Vervangen door versie 2 op" in new[page] for page in stale)
    others = [page for page in new if page.startswith(("2021-05/", "2022-01/", "2022-07/"))]
    assert not any("versie 2" in new[page] for page in others)
    assert "vier trajecten na" in new["correcties.html"]
    assert f"{was}" in old
    assert first.cube_file.read_bytes() == (standing.editions / "2022-11" / CUBE_FILE).read_bytes()
    traced = run_cli("trace 2022-11 started --what revisions", standing)
    assert traced.startswith("2022-11 r2 · programme")
    assert f"since 2022-11 r1: {was} → {now}" in traced
    assert "version 2 on" in run_cli("status", standing)
    assert run_cli("verify 2022-11", standing).count("the same byte for byte") == 2
    assert "nothing is different" in run_cli("release 2022-11 --revision 'Nog eens hetzelfde.'", standing)
    assert "nothing to do" in run_cli("run", standing)
