"""An intake that stands is not made again; what could not be read is tried again."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from werkmonitor import intake
from werkmonitor.intake.rules import Rules
from werkmonitor.limits import Limits
from werkmonitor.pipeline import last_intake, take_in
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
HILVERSUM = "gemeente-hilversum/2021-04-21/Deelnemers Hilversum 2021-03.xlsx"


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with a register and a list."""
    for name in (REGISTER, HILVERSUM):
        (workspace.raw / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / "data" / "raw" / name, workspace.raw / name)
    return workspace


def test_the_same_deliveries_are_taken_in_once(
    begun: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the record of the first is the answer, with all that is urgent but no news."""
    news: list[str] = []
    (begun.raw / "hbel" / "2021-04-28").mkdir(parents=True)
    (begun.raw / "hbel" / "2021-04-28" / "kapot.xlsx").write_text("no workbook", "utf-8")
    first = take_in(begun, programme, on_news=lambda: news.append("first"))
    assert (first.reasons, first.counts["deliveries"], len(first.read)) == (["it was never made"], 3, 3)
    assert first.newly_refused == ["data/raw/hbel/2021-04-28/kapot.xlsx"]
    assert len(first.news) == 1
    monkeypatch.setattr(intake, "read_deliveries", lambda *_, **__: pytest.fail("read again"), raising=False)
    second = take_in(begun, programme, on_news=lambda: news.append("second"))
    assert (second.reasons, second.read, second.news, second.newly_refused) == ((), (), (), ())
    assert (second.counts, second.urgent, second.snapshot) == (first.counts, first.urgent, first.snapshot)
    assert news == ["first"]


def test_what_there_was_no_time_to_read_is_tried_again(
    begun: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that was too busy refuses a delivery for a night, not for ever."""
    rules = Rules.of(begun, programme)
    with monkeypatch.context() as patch:
        patch.setattr(Rules, "of", lambda *_: replace(rules, limits=Limits(reader_seconds=0)))
        assert take_in(begun, programme).counts["refused"] == 2
    again = take_in(begun, programme)
    assert again.counts["refused"] == 0
    assert any("could not be read to its end" in reason for reason in again.reasons)


@pytest.mark.parametrize("damage", ["{", "[]", '{"snapshot": "elsewhere"}', None])
def test_a_damaged_record_is_no_record(begun: Workspace, programme: Programme, damage: str | None) -> None:
    """The deliveries are taken in again, with the same result; also when the tables themselves are gone."""
    first = take_in(begun, programme)
    if damage is None:
        shutil.rmtree(begun.processed / first.snapshot)
    else:
        (begun.processed / "intake.json").write_text(damage, "utf-8")
    assert last_intake(begun) is None
    again = take_in(begun, programme)
    assert again.snapshot == first.snapshot
    assert again.read == []
    assert last_intake(begun) is not None
