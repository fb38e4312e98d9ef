"""Conda users and everyone else get the same versions."""

import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def test_requirements_are_those_of_the_lock_file() -> None:
    """requirements.txt, which environment.yml installs, is uv.lock in pip's words."""
    command = ["export", "--locked", "--offline", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header"]
    exported = subprocess.run(
        [sys.executable, "-m", "uv", *command], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert (ROOT / "requirements.txt").read_text("utf-8") == exported


def test_conda_gives_python_and_pip_installs_the_locked_versions() -> None:
    """environment.yml names a Python the project supports, the requirements and the project itself."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert pip == ["-r requirements.txt", "-e ."]
    assert "python=3.12" in environment["dependencies"]
    assert project["requires-python"] == ">=3.11"


def test_the_bootstrap_uses_the_locked_uv() -> None:
    """The Makefile installs the uv that the lock file has, so that setting up changes nothing twice."""
    locked = {p["name"]: p["version"] for p in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]}
    assert f"UV := uv=={locked['uv']}" in (ROOT / "Makefile").read_text("utf-8")
