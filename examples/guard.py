"""Real deliveries must be impossible to commit by accident: only the listed fictional workbooks may be in git.

Run as `python -m examples.guard` by the pre-commit hook and by a test.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTS = [ROOT / data / "raw" / "EXAMPLES.sha256" for data in ("data", "examples/rivierenland/data")]
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".parquet"}


def strangers(root: Path = ROOT) -> list[str]:
    """Files in git that may hold deliveries and are not one of the listed examples, byte for byte."""
    lists = {file.relative_to(ROOT).as_posix(): file for file in LISTS}
    listed = {
        f"{name.removesuffix(file.name)}{path}": digest
        for name, file in lists.items()
        for digest, path in (line.split("  ", 1) for line in file.read_text("utf-8").splitlines())
    }
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, encoding="utf-8"
    ).stdout.split("\0")
    suspects = [
        name
        for name in filter(None, tracked)
        if name not in lists
        and (Path(name).suffix.lower() in WORKBOOKS or "/data/raw/" in f"/{name}")
        and not name.startswith("examples/scenario")
    ]
    return [
        name
        for name in suspects
        if (root / name).is_file() and listed.get(name) != hashlib.sha256((root / name).read_bytes()).hexdigest()
    ]


def main() -> None:
    """Name every stranger and end with 1, or end with 0."""
    found = strangers()
    for name in found:
        sys.stderr.write(
            f"{name}: is not one of the fictional examples that an EXAMPLES.sha256 lists\n"
            f"    → take it out: git rm --cached '{name}'; real deliveries belong outside this project\n"
        )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
