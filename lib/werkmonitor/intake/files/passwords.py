"""The passwords of encrypted deliveries, so that a nightly run can read what a person received.

A workbook lies in data/raw as it came, encrypted; it is decrypted in memory only, each time it is read. Its password
lies in data/passwords.json under the SHA-256 of the workbook, sealed with the programme's secret key: whoever has the
data alone can open neither, and whoever runs werkmonitor needs no more than the key it needs already.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.keys import secret_key
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace, write_file

PASSWORDS_FILE = "passwords.json"


@dataclass(frozen=True)
class Passwords:
    """sealed: by the id of the delivery. given: those that someone gives now and that are not kept."""

    sealed: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)
    given: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, delivery_id: str) -> str | None:
        """The password of a delivery; None where there is none, or it was sealed with another key."""
        if delivery_id in self.given:
            return self.given[delivery_id]
        if delivery_id not in self.sealed:
            return None
        from cryptography.fernet import Fernet, InvalidToken

        try:
            return Fernet(self.key).decrypt(self.sealed[delivery_id]).decode()
        except InvalidToken:
            return None

    def mark(self, delivery_id: str) -> str:
        """What changes when the password of a delivery does, and tells nothing of it."""
        return "given" if delivery_id in self.given else self.sealed.get(delivery_id, "")


def load_passwords(workspace: Workspace, programme: Programme) -> Passwords:
    """Raises ConfigurationError for a damaged file, and when there is no key."""
    key = base64.urlsafe_b64encode(secret_key(workspace, programme, "passwords"))
    path = workspace.data / PASSWORDS_FILE
    if not path.is_file():
        return Passwords(key=key)
    try:
        sealed = json.loads(path.read_text("utf-8"))
        if not isinstance(sealed, dict) or not all(isinstance(one, str) for one in sealed.values()):
            raise ValueError
    except (OSError, ValueError):
        problem = Problem(workspace.relative(path), "cannot be read", "restore it, or remove it and receive again")
        raise ConfigurationError(problem) from None
    return Passwords(sealed, key)


def keep_password(workspace: Workspace, passwords: Passwords, delivery_id: str) -> None:
    """Keep a password that was given now; nothing to do where there is none or it is kept already."""
    password = passwords.given.get(delivery_id)
    if password is None:
        return
    from cryptography.fernet import Fernet

    sealed = dict(passwords.sealed) | {delivery_id: Fernet(passwords.key).encrypt(password.encode()).decode()}
    write_file(workspace.data / PASSWORDS_FILE, json.dumps(sealed, indent=1, sort_keys=True) + "\n")
