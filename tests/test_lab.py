"""An analyst explores in JupyterLab with the network cut: real server, real kernel, real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.browser


@pytest.fixture
def lab(example: Workspace, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab on the exploration notebook, over the tables of the example deliveries."""
    shutil.copy(ROOT / "notebooks" / "explore.ipynb", tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "WERKMONITOR_DATA": str(example.data),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "share"),
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=t"]
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={tmp_path}"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api?token=t")
        yield f"{address}/lab/tree/explore.ipynb?token=t"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address).close()  # noqa: S310  (our own server)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("JupyterLab did not start")


def test_the_charts_draw_and_can_be_chosen_from_without_a_network(lab: str, page: Page) -> None:
    """Three charts appear, choosing another indicator redraws one, and nothing was asked of the outside world."""
    outside: list[str] = []

    def only_local(route: Route) -> None:
        if re.match(r"(https?://127\.0\.0\.1[:/]|data:|blob:)", route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.route("**/*", only_local)
    page.set_viewport_size({"width": 1400, "height": 3200})
    page.goto(lab)
    page.wait_for_selector("text=| Idle", timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    charts = page.locator(".vega-embed canvas.marks, .vega-embed svg.marks")
    expect(charts).to_have_count(3, timeout=90_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0

    menus = page.locator(".vega-bindings select")
    before = charts.first.screenshot()
    menus.first.select_option("Gestarte trajecten")
    page.wait_for_timeout(500)
    assert charts.first.screenshot() != before
    assert outside == []
