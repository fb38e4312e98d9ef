"""What tests of intake share."""

import shutil
from pathlib import Path

import pytest

from werkmonitor.intake import read_deliveries
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

DATA = Path(__file__).resolve().parents[2] / "data"
REGISTER = "programmateam/2022-06-28/register-arbeidsmarktprogramma-2022-03-31.xlsx"


@pytest.fixture(scope="session")
def register_only(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Workspace:
    """A workspace with the example's third register, and no other delivery. Nobody may change it: copy first."""
    data = tmp_path_factory.mktemp("register-only") / "data"
    shutil.copytree(DATA / "layouts", data / "layouts")
    for name in ("programme.toml", "example.key", f"raw/{REGISTER}"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / name, data / name)
    workspace = Workspace(data, data.parent / "outputs")
    read_deliveries(workspace, programme)  # what came of the register is kept, and need not be read for every test
    return workspace
