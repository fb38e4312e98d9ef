"""programme.toml: unknown keys are refused, every problem is named with its place, and dates decide membership."""

from datetime import date
from pathlib import Path

import pytest

from werkmonitor.errors import ConfigurationError, UsageError
from werkmonitor.limits import Limits
from werkmonitor.programme import Programme, load_programme

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "data" / "programme.toml").read_text("utf-8")


def load(tmp_path: Path, *changes: tuple[str, str]) -> Programme:
    text = TEXT
    for find, replace in changes:
        assert find in text, find
        text = text.replace(find, replace, 1)
    file = tmp_path / "data" / "programme.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return load_programme(file)


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        pytest.param(
            "ahead = 1.10", "aheda = 1.10", "aheda: unknown key 'aheda'\n    → did you mean 'ahead'?", id="unknown key"
        ),
        pytest.param('region = "Gooi en Vechtstreek"\n', "", "programme.region: is missing", id="missing key"),
        pytest.param('kind = "uwv"', 'kind = "uvw"', "partners['uwv'].kind", id="value outside its list, by code"),
        pytest.param(
            "as_of = 2021-09-30", 'as_of = "30-09-2021"', "editions['2022-01'].as_of", id="date in another order"
        ),
        pytest.param(
            "as_of = 2021-09-30", "as_of = 2021-09-30T12:00:00", "expected a date as yyyy-mm-dd", id="a time of day"
        ),
        pytest.param(
            "= 2021-05-07", "= 2021-05-20", "as_of ≤ deliveries_until ≤ published_on", id="dates out of order"
        ),
        pytest.param(
            "adopted_on = 2021-05-12\n", "", "adopted_by and adopted_on go together", id="adopted by whom, not when"
        ),
        pytest.param(
            "municipality = 5 ", "municipality = 'exact' ", "municipality may not be exact", id="exact small areas"
        ),
        pytest.param("ahead = 1.10", "ahead = 0.90", "ahead > on_course > attention", id="thresholds out of order"),
        pytest.param('code = "eemnes"', 'code = "laren"', "code 'laren' stands twice", id="a code twice"),
        pytest.param(
            'partner = "zorgcoalitie"', 'partner = "zorgcoalite"', "did you mean 'zorgcoalitie'?", id="a reference"
        ),
        pytest.param(
            'notice = "Voorbeeld met fictieve gegevens"', 'notice = ""', "needs a notice", id="fictional, unsaid"
        ),
        pytest.param("[thresholds]", "[thresholds", "is not valid TOML", id="not TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, find: str, replace: str, said: str) -> None:
    """Where, what and remedy."""
    municipality = "municipality = 5\n" if find.startswith("municipality") else None
    change = (municipality, replace.strip() + "\n") if municipality else (find, replace)
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, change)
    assert said in str(caught.value)
    assert "data/programme.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("row = 5", "unknown key 'row'; did you mean 'rows'?"),
        ("rows = 5", "rows can only be raised above 100000; found 5"),
        ('rows = "many"', "limits.rows"),
    ],
)
def test_limits_are_known_by_name_and_only_raised(tmp_path: Path, given: str, said: str) -> None:
    """A slip in a name would leave the limit as it was."""
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path, ("[thresholds]", f"[limits]\n{given}\n\n[thresholds]"))
    assert said in str(error.value)


def test_a_raised_limit_is_the_one_that_intake_keeps(tmp_path: Path) -> None:
    """All others stay as they are."""
    programme = load(tmp_path, ("[thresholds]", "[limits]\nrows = 250_000\nfile_megabytes = 50.5\n\n[thresholds]"))
    assert Limits(**programme.limits) == Limits(rows=250_000, file_megabytes=50.5)  # type: ignore[arg-type]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """Three faults, three problems."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, ("ahead = ", "aheda = "), ('kind = "uwv"', 'kind = "uvw"'), ("number = 2", "number = 0"))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("day", "members"), [(date(2022, 3, 23), 8), (date(2022, 3, 24), 7), (date(2021, 3, 31), 8), (date(2022, 9, 30), 7)]
)
def test_weesp_left_the_region_on_24_march_2022(programme: Programme, day: date, members: int) -> None:
    """Membership is dated."""
    assert len(programme.members_on(day)) == members


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("weesp", date(2022, 3, 23), "Weesp"),
        ("weesp", date(2022, 3, 24), "voormalig Weesp"),
        ("hilversum", date(2022, 9, 30), "Hilversum"),
        ("hbel", date(2022, 9, 30), "HBEL (Huizen, Blaricum, Eemnes en Laren samen)"),
        ("buiten-regio", date(2022, 9, 30), "Buiten de regio"),
        ("niet-toe-te-delen", date(2022, 9, 30), "Niet toe te delen"),
    ],
)
def test_the_name_of_a_place_of_residence(programme: Programme, code: str, day: date, expected: str) -> None:
    """What readers see, on a date."""
    assert programme.residence_name(code, day) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("bussum", "gooise-meren"),
        ("gm0402", "hilversum"),
        ("hbel", "hbel"),
        ("almere", "buiten-regio"),
        ("laren (nh)", "laren"),
    ],
)
def test_places_and_aliases_lead_to_a_municipality(programme: Programme, written: str, code: str) -> None:
    """Bussum is in Gooise Meren; HBEL is a reporting unit; Almere is outside the region."""
    assert programme.residences[written] == code


def test_an_unknown_edition_is_answered_with_the_near_miss(programme: Programme) -> None:
    """The notebooks' and the command line's vocabulary."""
    with pytest.raises(UsageError, match="2021-05"):
        programme.edition("2021-50")
    assert programme.previous_edition(programme.edition("2021-05")) is None
    assert programme.previous_edition(programme.edition("2022-11")) == programme.edition("2022-07")


def test_the_programme_cannot_be_changed(programme: Programme) -> None:
    """Frozen: what was read is what holds."""
    with pytest.raises(ValueError, match="frozen"):
        programme.thresholds.ahead = 2.0  # type: ignore[misc]
