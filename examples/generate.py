"""Make the fictional deliveries: `python -m examples.generate`; with --check only verify that they are as made.

Larger sets of the same kind: `python -m examples.generate --out DIR --regions N --years M --rows R`; see `--help`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from examples.deliveries import checksums, read_checksums, write_delivery
from examples.scenario import GOOI, RIVIERENLAND, load_scenario
from examples.simulation import simulate

ROOT = Path(__file__).resolve().parents[1]
CHECKSUMS = "EXAMPLES.sha256"
EXAMPLES = {ROOT / "data" / "raw": GOOI, ROOT / "examples" / "rivierenland" / "data" / "raw": RIVIERENLAND}
"""Where the deliveries of a programme lie → its scenario."""


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.out:
        from examples.regions import write_regions

        try:
            regions = write_regions(
                options.out, options.regions, options.years, options.rows, options.seed, options.deliveries
            )
        except ValueError as error:
            parser.error(str(error))
        print(f"{len(regions)} workspaces below {options.out}")
        return 0
    if options.check:
        differences = [line for raw, scenario in EXAMPLES.items() for line in check(raw, scenario)]
        print("\n".join(differences) or "the example deliveries are as generated")
        return 1 if differences else 0
    for raw, scenario in EXAMPLES.items():
        files = write_examples(raw, scenario)
        (raw / CHECKSUMS).write_bytes(checksums(raw, files).encode("utf-8"))
        print(f"{len(files)} workbooks below {raw.relative_to(ROOT).as_posix()}")
    return 0


def write_examples(raw: Path, folder: Path = GOOI) -> list[Path]:
    """Write every delivery of a scenario below `raw`."""
    scenario = load_scenario(folder)
    people = simulate(scenario)
    return [write_delivery(raw, scenario, delivery, people) for delivery in scenario.deliveries]


def check(raw: Path, scenario: Path = GOOI) -> list[str]:
    """How the example deliveries on disk differ from what the generator makes: a line a difference."""
    with tempfile.TemporaryDirectory() as folder:
        expected = checksums(Path(folder), write_examples(Path(folder), scenario))
    listed = raw / CHECKSUMS
    noted = listed.read_text("utf-8") if listed.is_file() else ""
    lines = [] if noted == expected else [f"{CHECKSUMS} is not what the generator makes"]
    wanted = read_checksums(expected)
    present = [raw / name for name in wanted if (raw / name).is_file()]
    found = read_checksums(checksums(raw, present))
    lines += [f"{name} is missing" for name in wanted if name not in found]
    return lines + [f"{name} differs from what the generator makes" for name in found if found[name] != wanted[name]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m examples.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="verify only; exit code 1 when something differs")
    parser.add_argument("--out", type=Path, help="write larger sets here instead of the example deliveries")
    parser.add_argument("--regions", type=int, default=1, help="how many workspaces (with --out)")
    parser.add_argument("--years", type=int, default=1, help="years, with two editions each (with --out)")
    parser.add_argument("--rows", type=int, default=1_000, help="participant rows in all lists together (with --out)")
    parser.add_argument(
        "--deliveries", type=int, default=0, help="at least so many in each workspace, lists divided over partners"
    )
    parser.add_argument("--seed", default="1", help="another seed gives another set (with --out)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
