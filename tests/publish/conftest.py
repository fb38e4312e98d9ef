"""A workspace with two released example editions, and its pages, made once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.publish.example import answered, write_example
from tests.publish.there import Here, no_picture
from werkmonitor.publish.preprocessor import page_of
from werkmonitor.workspace import Workspace

KINDS_OF_PAGE: dict[str, dict[str, str]] = {
    "programme": {},
    "programme, first edition": {"edition": "2021-05"},
    "category": {"category": "scholingstrajecten"},
    "category in words": {"category": "versterken-arbeidsmarkt"},
    "municipality": {"municipality": "hilversum"},
    "small municipality": {"municipality": "eemnes"},
    "project": {"project": "zorgstart"},
    "rounded project": {"project": "taaltrajecten"},
    "project in words": {"project": "regionale-benchmark"},
}


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Editions 1 and 4, released; notebooks find them by the environment, as those of a run do. Nobody changes it."""
    folder = tmp_path_factory.mktemp("released")
    write_example(folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WERKMONITOR_DATA", str(folder / "data"))
        patch.delenv("JPY_SESSION_NAME", raising=False)
        yield Workspace(folder / "data", folder / "outputs")


@pytest.fixture(scope="session")
def html_of(released: Workspace) -> Callable[[str], str]:
    """The HTML of a kind of page, by its name in KINDS_OF_PAGE."""
    made: dict[str, str] = {}

    def get(kind: str) -> str:
        if kind not in made:
            made[kind] = make_page(**KINDS_OF_PAGE[kind])
        return made[kind]

    return get


def make_page(**parameters: str) -> str:
    """The page of the notebook that takes these parameters."""
    notebook = next((name for name in parameters if name != "edition"), "programme")
    return page_of(answered(notebook, **parameters), notebook, {})[0]


@pytest.fixture(params=KINDS_OF_PAGE)
def soup(request: pytest.FixtureRequest, html_of: Callable[[str], str]) -> BeautifulSoup:
    """Every kind of page, parsed."""
    return BeautifulSoup(html_of(request.param), "html.parser")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with one released edition that a test may change."""
    write_example(tmp_path / "data", ("2022-11",))
    monkeypatch.setenv("WERKMONITOR_DATA", str(tmp_path / "data"))
    return Workspace(tmp_path / "data", tmp_path / "outputs")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Pages made in this process, without kernels and pictures."""
    monkeypatch.setattr("werkmonitor.publish.svg.picture", no_picture)
    return Here()
