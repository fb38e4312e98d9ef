"""What takes long to import and is hardly ever used waits until it is used."""

import subprocess
import sys

import pytest

LOADED = "import sys; print('rfc3987_syntax.syntax_helpers' in sys.modules)"


def loaded_after(code: str) -> str:
    """Run code in a fresh Python and say whether the module that takes long was loaded."""
    command = [sys.executable, "-W", "error", "-c", f"{code}\n{LOADED}"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize("module", ["papermill", "altair", "nbconvert.exporters"])
def test_what_we_use_does_not_load_it(module: str) -> None:
    """Each imports jsonschema; after us, without what makes that slow."""
    assert loaded_after(f"import werkmonitor, {module}, jsonschema") == "False"


@pytest.mark.parametrize(
    "use",
    [
        "assert list(checker.iter_errors('<geen adres>')) and not list(checker.iter_errors('https://regiogv.nl/é'))",
        "import rfc3987_syntax; assert rfc3987_syntax.parse('iri', 'https://regiogv.nl/é')",
        "from rfc3987_syntax.syntax_helpers import is_valid_syntax; assert is_valid_syntax('iri', 'https://regiogv.nl')",
    ],
    ids=["a check", "a name", "a part"],
)
def test_whoever_uses_it_has_it(use: str) -> None:
    """The check of the format, and the module by its own name."""
    checker = (
        "import werkmonitor; from jsonschema import Draft7Validator as V\n"
        "checker = V({'format': 'iri'}, format_checker=V.FORMAT_CHECKER)\n"
    )
    assert loaded_after(checker + use) == "True"


def test_it_costs_nothing_itself() -> None:
    """`import werkmonitor` loads neither jsonschema nor the grammar."""
    assert loaded_after("import werkmonitor, sys; assert 'jsonschema' not in sys.modules") == "False"
