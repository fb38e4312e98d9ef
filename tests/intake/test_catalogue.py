"""The catalogue of findings: complete, in two languages, and every entry of use."""

import re
import string
from pathlib import Path

import pytest

from werkmonitor.intake.catalogue import CATALOGUE, CHECKS, FILES, NAMES_NL, PERSONS, READINGS, STRUCTURE, VALUES
from werkmonitor.intake.findings import Findings, together

SOURCES = Path(__file__).resolve().parents[2] / "lib" / "werkmonitor" / "intake"
ENGLISH_ONLY = {"hint", "layout", "other", "place", "what", "count", "total", "most"}


def code_in_use() -> str:
    """All of intake but what lists findings: the catalogue, and what a reply says is expected of each."""
    found = (path for path in SOURCES.rglob("*.py") if path.parent.name != "catalogue" and path.name != "expected.py")
    return "\n".join(path.read_text("utf-8") for path in found)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_finding_is_made_somewhere(code: str) -> None:
    """An entry that nothing uses is a promise nobody keeps."""
    assert f'"{code}"' in code_in_use()


def test_every_finding_that_is_made_stands_in_the_catalogue() -> None:
    """By the calls that make them."""
    made = set(re.findall(r'(?:Unreadable|Hopeless|Fault|\.add)\(\s*"([a-z_]+)"', code_in_use()))
    assert made <= set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_say_the_same_things(code: str) -> None:
    """What is quoted in English is quoted in Dutch; where the remedy is differs by reader."""
    entry = CATALOGUE[code]
    english, dutch = fields(entry.message), fields(entry.message_nl)
    assert {name.removesuffix("_nl") for name in dutch} - ENGLISH_ONLY <= english
    assert english - ENGLISH_ONLY <= {name.removesuffix("_nl") for name in dutch}
    assert all(text.strip() for text in entry[1:])
    assert entry.message_nl.endswith((".", "}"))
    assert not entry.message.endswith(".")


def test_every_word_that_fills_a_text_has_its_dutch() -> None:
    """What is too large or unsafe is named in both languages."""
    used = set(re.findall(r'what="([^"]+)"', code_in_use())) | set(re.findall(r', "(\w+ on a sheet)"', code_in_use()))
    assert used <= set(NAMES_NL)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_findings_that_say_the_same_are_told_as_one() -> None:
    """With their number and the first addresses; those that refuse come first, alone."""
    findings = Findings("a")
    for row in range(1, 11):
        findings.add("place_missing", "S", f"B{row}")
    findings.add("column_missing", "S", "1:1", found="'X'", present="'Y'")
    refusal, remark = together(findings.listed())
    assert refusal.code == "column_missing"
    assert "(10 cells: B1, B2, B3, B4, B5, B6, B7, B8, …)" in remark.message
    assert "(10 cellen: B1" in remark.message_nl


def test_a_found_text_cannot_steer_a_terminal() -> None:
    """Control signs and signs that turn text around are taken out; long texts are cut."""
    findings = Findings("a")
    findings.add("not_a_number", "S", "A1", found="\x1b[31mrood\u202e\n" + "x" * 5000, column="C")
    (finding,) = findings.listed()
    assert "\x1b" not in finding.message
    assert "\u202e" not in finding.message
    assert "\n" not in finding.message
    assert len(finding.message) < 1000


def test_no_subject_has_a_code_of_another() -> None:
    """The later one would win in silence."""
    subjects = (FILES, PERSONS, STRUCTURE, VALUES, READINGS, CHECKS)
    assert sum(map(len, subjects)) == len(CATALOGUE)
