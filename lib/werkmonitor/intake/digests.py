"""All that an intake depends on, as digests: what is the same as last time needs no reading again.

Needs no pandas, so that a run that finds nothing new need not load it.
"""

import hashlib
import hmac
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from werkmonitor.fingerprints import digest, digest_of, digest_of_code
from werkmonitor.intake.files.passwords import PASSWORDS_FILE
from werkmonitor.intake.folders import CORRECTIONS_FILE, find_deliveries
from werkmonitor.keys import secret_key
from werkmonitor.programme import Partner, Programme
from werkmonitor.workspace import Workspace

CODE, KEY, PROGRAMME, CORRECTIONS, PASSWORDS = "code", "key", "programme.toml", CORRECTIONS_FILE, PASSWORDS_FILE

_MODULES = (
    "intake",
    "errors.py",
    "keys.py",
    "limits.py",
    "models.py",
    "indicators.py",
    "programme.py",
    "tables.py",
    "workspace.py",
)
_LIBRARIES = ("defusedxml", "pydantic", "pyarrow", "python-calamine", "rapidfuzz", "olefile", "msoffcrypto-tool")

_NOT_USED: Any = {
    "partners": True,  # every one is a part of its own
    "leads": True,
    "thresholds": True,
    "protection": True,
    "release": True,
    "accessibility": True,
    "programme": {
        "publisher",
        "goals_on",
        "ends_on",
        "is_fictional",
        "notice",
        "explanation",
        "website",
        "address",
        "contact",
        "licence",
    },
    "categories": {"__all__": {"description", "kind", "is_fictional_name"}},
    "indicators": {"__all__": {"name_en", "done", "subject", "is_main", "definition", "source"}},
    "municipalities": {"__all__": {"name_afterwards"}},
    "outside_region": {"counts_for_goals"},
    "target_groups": {"__all__": {"is_sensitive"}},
    "editions": {
        "__all__": {
            "id",
            "number",
            "as_of_is_assumed",
            "deliveries_until",
            "published_on",
            "adopted_by",
            "adopted_on",
        }
    },
}
"""Settings of programme.toml that no workbook is judged by; all others count, also those that come later."""
_NOT_USED_OF_A_PARTNER = {"name", "aliases", "kind", "delivers_from", "delivers_until", "own_figures_lead"}


def inputs(workspace: Workspace, programme: Programme) -> dict[str, str]:
    """Part → digest of everything that the tables of an intake depend on; the same parts give the same tables.

    Parts: every file below data/raw ('data/raw/…'), 'layouts/<code>.toml', 'partners/<code>' and 'programme.toml'
    (their settings that intake uses), 'corrections.toml', 'passwords.json', 'key' and 'code' (ours and the libraries').
    Raises ConfigurationError when there is no secret key.
    """
    deliveries = {delivery.file: delivery.delivery_id for delivery in find_deliveries(workspace, programme)}
    return deliveries | settings(workspace, programme)


def settings(workspace: Workspace, programme: Programme) -> dict[str, str]:
    """The parts of `inputs` that are no deliveries."""
    codes = dict.fromkeys(code for partner in programme.partners for code in partner.layouts)
    return {
        **{layout_part(code): _file(workspace.layouts / f"{code}.toml") for code in codes},
        **{partner_part(partner): digest_of(_of_partner(partner)) for partner in programme.partners},
        PROGRAMME: digest_of(programme.model_dump(mode="json", exclude=_NOT_USED)),
        CORRECTIONS: _file(workspace.data / CORRECTIONS_FILE),
        PASSWORDS: _file(workspace.data / PASSWORDS_FILE),
        KEY: hmac.new(secret_key(workspace, programme, "pseudonym"), b"key id", hashlib.sha256).hexdigest(),
        CODE: code_digest(),
    }


def layout_part(code: str) -> str:
    return f"layouts/{code}.toml"


def partner_part(partner: Partner) -> str:
    return f"partners/{partner.code}"


@cache
def code_digest() -> str:
    """Of the modules that intake is made of, and of the versions of what it reads with."""
    versions = {name: version(name) for name in _LIBRARIES} | {"python": platform.python_version()}
    return digest_of([digest_of_code(*_MODULES), versions])


def _of_partner(partner: Partner) -> dict[str, object]:
    return partner.model_dump(mode="json", exclude=_NOT_USED_OF_A_PARTNER)


def _file(path: Path) -> str:
    """The SHA-256 of a file; empty where there is none."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""
