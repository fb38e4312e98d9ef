"""The secret key: outside the project, made once, derived by purpose."""

from pathlib import Path

import pytest

from werkmonitor.errors import ConfigurationError
from werkmonitor.keys import ensure_key, key_file, secret_key
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace


def test_the_fictional_example_uses_its_own_key(workspace: Workspace, programme: Programme) -> None:
    """So that everyone gets the same bytes."""
    assert key_file(workspace, programme) == workspace.data / "example.key"
    assert ensure_key(workspace, programme) is None


def test_a_real_programme_never_uses_a_key_beside_its_data(workspace: Workspace, programme: Programme) -> None:
    """A key that lies with the data protects nothing."""
    about = programme.programme.model_copy(update={"is_fictional": False})
    real = programme.model_copy(update={"programme": about})
    assert workspace.data not in key_file(workspace, real).parents


def test_a_missing_key_is_made_once_and_its_place_is_said(
    workspace: Workspace, programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run says where; the second says nothing and keeps it."""
    place = tmp_path / "keys" / "mine"
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(place))
    with pytest.raises(ConfigurationError, match="there is no secret key yet"):
        secret_key(workspace, programme, "protection")
    assert str(place) in str(ensure_key(workspace, programme))
    made = place.read_text("utf-8")
    assert ensure_key(workspace, programme) is None
    assert place.read_text("utf-8") == made


def test_where_editions_are_released_no_other_key_is_made(
    workspace: Workspace, programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be rounded anew by it: the one that made them must come back."""
    (workspace.editions / "2021-05").mkdir(parents=True)
    place = tmp_path / "lost.key"
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(place))
    for ask in (lambda: ensure_key(workspace, programme), lambda: secret_key(workspace, programme, "protection")):
        with pytest.raises(ConfigurationError, match="is gone that editions were released with") as refused:
            ask()
        assert "WERKMONITOR_KEY_FILE" in refused.value.problems[0].remedy
    assert not place.exists()


def test_purposes_have_keys_of_their_own(workspace: Workspace, programme: Programme) -> None:
    """A pseudonym's key tells nothing of the protection's."""
    keys = [secret_key(workspace, programme, purpose) for purpose in ("pseudonym", "protection")]
    assert keys[0] != keys[1]
    assert secret_key(workspace, programme, "pseudonym") == keys[0]


def test_too_short_a_key_is_refused(
    workspace: Workspace, programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password is no key."""
    (tmp_path / "short").write_text("geheim\n", "utf-8")
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(tmp_path / "short"))
    with pytest.raises(ConfigurationError, match="32 characters"):
        secret_key(workspace, programme, "pseudonym")
