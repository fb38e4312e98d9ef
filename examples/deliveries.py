"""All deliveries of a scenario as files: which writer makes which, and their checksums."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from examples import aggregates, lists
from examples.register import write_register
from examples.scenario import Delivery, Scenario
from examples.simulation import Trajectory

LISTS: dict[str, Callable[..., None]] = {
    "list-hilversum": lists.write_hilversum,
    "list-zorgstart": lists.write_zorgstart,
    "list-opleiders": lists.write_opleiders,
    "list-jongeren": lists.write_jongeren,
    "list-taalaanbieders": lists.write_taalaanbieders,
}
AGGREGATES: dict[str, Callable[..., None]] = {
    "crosstab-gooise-meren": aggregates.write_gooise_meren,
    "aggregate-hbel": aggregates.write_hbel,
    "crosstab-weesp": aggregates.write_weesp,
    "standing-wijdemeren": aggregates.write_wijdemeren,
    "standing-uwv": aggregates.write_uwv,
    "standing-ggz": aggregates.write_ggz,
    "standing-werkgeversservicepunt": aggregates.write_werkgeversservicepunt,
}


def write_delivery(
    raw: Path, scenario: Scenario, delivery: Delivery, people: Mapping[str, Sequence[Trajectory]]
) -> Path:
    """Write one workbook below `raw` (data/raw of a workspace); returns its path."""
    path = raw / delivery.path
    edition = [e.id for e in scenario.editions].index(delivery.edition)
    partner = scenario.partners.get(delivery.partner)
    if partner is None:
        write_register(path, scenario, delivery)
    elif partner.writer in LISTS:
        LISTS[partner.writer](path, scenario, delivery, edition, lists.known(people[partner.code], edition))
    else:
        AGGREGATES[partner.writer](path, scenario, delivery, edition, people)
    return path


def checksums(raw: Path, files: Sequence[Path]) -> str:
    """Lines 'sha256  relative/path' below `raw`, sorted by path, as sha256sum writes them."""
    named = {file.relative_to(raw).as_posix(): file for file in files}
    return "".join(f"{hashlib.sha256(named[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(named))


def read_checksums(text: str) -> dict[str, str]:
    """Relative path → sha256, from lines as `checksums` writes them."""
    return {name: digest for digest, name in (line.split("  ", 1) for line in text.splitlines())}
