"""How partners write words, made comparable."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkmonitor.intake.words import clean, fold, repair


@pytest.mark.parametrize(
    "written",
    [
        "De Gooise Waardebox",
        "de  gooise\u00a0waardebox ",
        "DE GOOISE WAARDE\u00adBOX",
        "De Gooise\u200bWaardebox".replace("Gooise", "Gooise "),
        "De\nGooise Waardebox",
    ],
)
def test_the_same_name_whatever_the_spaces_and_the_case(written: str) -> None:
    """No-break and double spaces, line breaks, soft hyphens and capitals make no difference."""
    assert fold(written) == "de gooise waardebox"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zzp’ers", "zzp'ers"), ("Zij–instroom", "zij-instroom"), ("“Groen”", '"groen"'), ("ﬁliaal", "filiaal")],
)
def test_quotes_dashes_and_ligatures_are_the_same(one: str, other: str) -> None:
    """As word processors change them."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("geÃ¯nformeerd", "geïnformeerd"),
        ("beÃ«indigd", "beëindigd"),
        ("zzpâ€™ers", "zzp’ers"),
        ("één", "één"),
        ("Ã", "Ã"),
    ],
)
def test_the_best_known_broken_encoding_is_undone(broken: str, right: str) -> None:
    """UTF-8 that was read as Windows text; anything else stays."""
    assert repair(broken) == right


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """A cleaned text is clean, and compares as the one it came from."""
    assert clean(clean(text)) == clean(text)


def test_a_text_keeps_its_paragraphs() -> None:
    """Lines stay, blank ones and spaces at the ends go."""
    assert clean(" Eerste  regel \n\n  tweede\u00a0regel") == "Eerste regel\ntweede regel"
