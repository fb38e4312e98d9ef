"""The door: every command is documented and answers at once; the two data folders can be named everywhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import run_cli
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    *("run", "intake", "receive", "check", "template", "read", "layout", "trace", "publish"),
    *("save", "letter", "release", "signoff", "verify", "reconcile", "notebook", "status"),
]


def helped(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "werkmonitor", *words, "--help"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def test_help_lists_every_command() -> None:
    """A table of contents."""
    assert re.findall(r"^  (\w+) ", helped().split("Commands:")[1], flags=re.M) == COMMANDS


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ("read", "layout")])
def test_every_command_takes_the_data_and_outputs_folders(command: str) -> None:
    """--data DIR --outputs DIR everywhere, but where no programme is needed."""
    text = helped(command)
    assert "--data DIR" in text
    assert "--outputs DIR" in text


def test_help_loads_nothing_heavy() -> None:
    """It answers in well under a second because it imports no data library."""
    heavy = "{'pandas', 'altair', 'highspy', 'nbconvert', 'rich'}"
    code = f"import sys, werkmonitor.cli; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == ""


def test_a_folder_without_a_programme_is_answered_with_the_remedy(tmp_path: Path) -> None:
    """Exit 2, one line and a remedy."""
    nowhere = Workspace(tmp_path / "nowhere", tmp_path / "outputs")
    assert "--data DIR" in run_cli("status", nowhere, expect=2)


def test_publishing_before_a_run_says_what_to_do(workspace: Workspace) -> None:
    """There are no figures to show yet."""
    assert "werkmonitor run" in run_cli("publish --edition 2021-05", workspace, expect=2)


def test_the_documents_name_only_commands_that_are_there() -> None:
    """Every `werkmonitor COMMAND` in code in the README and the docs exists, and each command is spoken of."""
    texts = "\n".join(path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))))
    in_line = re.findall(r"`werkmonitor ([a-z]+)", texts)
    in_blocks = [
        word
        for block in re.findall(r"```(?:sh|cron|ini|bat)\n(.*?)```", texts, flags=re.S)
        for word in re.findall(r"(?:^|/bin/|uv run |&& )werkmonitor ([a-z]+)", block, flags=re.M)
    ]
    assert {*in_line, *in_blocks} == set(COMMANDS)
