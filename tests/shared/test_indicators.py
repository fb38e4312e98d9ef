"""Indicators as data: every one of the domain is there, and what cannot be is refused with its place."""

from pathlib import Path

import pytest

from werkmonitor.errors import ConfigurationError
from werkmonitor.programme import Programme, load_programme

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "data" / "programme.toml").read_text("utf-8")
STARTED = 'counted = { how = "events", on = "started_on" }'


def load(tmp_path: Path, find: str = "", replace: str = "") -> Programme:
    assert find in TEXT, find
    file = tmp_path / "data" / "programme.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(TEXT.replace(find, replace, 1) if find else TEXT, "utf-8")
    return load_programme(file)


@pytest.mark.parametrize(
    ("dutch", "code", "kind"),
    [
        ("traject_gestart", "started", "flow"),
        ("deelnemer_uniek", "participants", "stock"),
        ("traject_lopend", "running", "stock"),
        ("traject_capaciteit", "capacity", "stock"),
        ("scholing_afgerond", "training_completed", "flow"),
        ("kwalificatie_behaald", "qualified", "flow"),
        ("bemiddeld_naar_werk", "placed", "flow"),
        ("uitstroom_uitkering", "left_benefit", "flow"),
        ("duurzaam_werk", "sustained_work", "share"),
        ("traject_uitval", "dropped_out", "flow"),
        ("doorverwezen", "referred", "flow"),
        ("voorgelicht", "informed", "flow"),
        ("intake", "intake", "flow"),
        ("leerwerkplek", "work_learning_places", "flow"),
        ("taalniveau_verhoogd", "language_level_share", "share"),
        ("doelrealisatie", "share_of_goal", "derived"),
        ("planrealisatie", "share_of_plan", "derived"),
        ("boven_ambitie", "over_goal", "derived"),
        ("plaatsingspercentage", "placement_rate", "derived"),
        ("doorlooptijd", "time_to_placement", "derived"),
        ("project_status", "projects_by_state", "stock"),
        ("kwalitatief_resultaat", "qualitative_results", "text"),
    ],
)
def test_every_indicator_of_the_domain_is_defined_once(tmp_path: Path, dutch: str, code: str, kind: str) -> None:
    """With two names, a unit, a definition and a source."""
    (found,) = [one for one in load(tmp_path).indicators if dutch in (one.code, *one.aliases)]
    assert (found.code, found.kind) == (code, kind)
    assert all((found.name, found.name_en, found.unit, found.definition, found.source))


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        pytest.param(
            STARTED,
            STARTED.replace("events", "event"),
            "indicators['started'].counted: Input tag 'event' found using 'how' does not match any of the expected",
            id="an unknown way",
        ),
        pytest.param(
            STARTED,
            STARTED.replace("started_on", "start_on"),
            "indicators['started'].counted.on: Input should be 'started_on', 'training_completed_on'",
            id="a day that no list has",
        ),
        pytest.param(
            STARTED,
            STARTED.replace("on =", "onn ="),
            "indicators['started'].counted.onn: unknown key 'onn'\n    → did you mean 'on'?",
            id="a parameter the way does not have",
        ),
        pytest.param(STARTED + "\n", "", "indicators['started'].counted: is missing", id="no way"),
        pytest.param(
            'name_en = "Trajectories started"\n', "", "indicators['started'].name_en: is missing", id="no English name"
        ),
        pytest.param(
            'numerator = "still_in_work"',
            'numerator = "still_at_work"',
            "'sustained_work' numerator: 'still_at_work' is not known; did you mean 'still_in_work'?",
            id="a numerator that is not there",
        ),
        pytest.param(
            'denominator = "work_known"',
            'denominator = "started"',
            "still_in_work and started are counted in different units",
            id="placements of trajectories",
        ),
        pytest.param("is_main = true\n", "", "part_of: 'started' is not known", id="a main one within another kind"),
        pytest.param(
            'aliases = ["uitstroom_uitkering"]',
            'aliases = ["bemiddeld_naar_werk"]',
            "'bemiddeld_naar_werk' is also 'placed'",
            id="left benefit is not placed",
        ),
        pytest.param(
            'kind = "stock"\ncounted = { how = "persons"',
            'kind = "flow"\ncounted = { how = "persons"',
            "a flow is counted as events or reached or held or delivered, not persons",
            id="persons are no flow",
        ),
        pytest.param("smallest_share = 10 ", "smallest_share = 2 ", "protection.smallest_share", id="too few people"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, find: str, replace: str, said: str) -> None:
    """One problem each, as it stands in the file."""
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, find, replace)
    assert said in str(raised.value)


def test_a_programme_has_main_indicators(tmp_path: Path) -> None:
    """Without them nothing is on page one."""
    file = tmp_path / "programme.toml"
    file.write_text(TEXT.replace("is_main = true\n", ""), "utf-8")
    with pytest.raises(ConfigurationError, match="none is_main"):
        load_programme(file)
