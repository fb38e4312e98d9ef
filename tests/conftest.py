"""What all tests share: an empty workspace, the example programme, a browser that says loudly when it is missing."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, sync_playwright

from werkmonitor.programme import Programme, load_programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with the example programme and its layouts, and no deliveries."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("programme.toml", "example.key", "corrections.toml"):
        shutil.copy(ROOT / "data" / name, data)
    shutil.copytree(ROOT / "data" / "layouts", data / "layouts")
    return Workspace(data, tmp_path / "outputs")


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The example programme of Regio Gooi en Vechtstreek."""
    return load_programme(ROOT / "data" / "programme.toml")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example deliveries after `werkmonitor run`, made once for all tests. Nobody may change it: copy first."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    made = Workspace(shared / "example" / "data", shared / "example" / "outputs")
    with FileLock(shared / "example.lock"):
        if not made.site.is_dir():
            copy_data(made.data)
            run_cli("run", made)
    return made


@pytest.fixture
def standing(example: Workspace, tmp_path: Path) -> Workspace:
    """The example after its run, to change and to break at will."""
    shutil.copytree(example.data.parent, tmp_path / "standing")
    return Workspace(tmp_path / "standing" / "data", tmp_path / "standing" / "outputs")


def copy_data(target: Path) -> None:
    """The example's programme, layouts and deliveries as they are in git, without anything built from them."""
    shutil.copytree(ROOT / "data", target, ignore=shutil.ignore_patterns("processed", "editions"))


def run_cli(command: str, workspace: Workspace, *, expect: int = 0, **environment: str) -> str:
    """Run `werkmonitor COMMAND` as a user does, in a process of its own; returns what it printed, errors included.

    Fails when the exit code is another than expected, or when a user would see a traceback.
    """
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "werkmonitor",
            *shlex.split(command),
            "--data",
            workspace.data,
            "--outputs",
            workspace.outputs,
        ],
        env=os.environ | environment,
        cwd=workspace.data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == expect, done.stdout
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium. Where it is missing the test is skipped and the run says so; in CI it fails.

    One a module: while it runs, its event loop is the thread's, and nothing else in the process can run one.
    """
    if not Path(CHROMIUM).is_file():
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: browser tests may not be left out in CI")
        pytest.skip("chromium is not installed (set CHROMIUM, or apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    fresh = browser.new_page()
    yield fresh
    fresh.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.skipped and item.get_closest_marker("browser"):
        report.user_properties.append(("browser_not_run", item.nodeid))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Skipped browser tests are no quiet letter 's': they are named at the end."""
    left_out = [
        value
        for report in terminalreporter.stats.get("skipped", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "browser_not_run"
    ]
    if left_out:
        terminalreporter.section("NOT TESTED IN A BROWSER", sep="!", red=True)
        terminalreporter.line(f"{len(left_out)} tests need chromium, which is not on this machine:")
        for test in left_out:
            terminalreporter.line(f"  {test}")
