"""Encrypted workbooks: opened in memory with their password, which a nightly run finds again, sealed."""

import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from hashlib import md5
from pathlib import Path

import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from xlwt.CompoundDoc import XlsDoc

from tests.intake.books import write
from werkmonitor import intake
from werkmonitor.errors import ConfigurationError, DeliveryRefused
from werkmonitor.intake.files.decrypting import decrypted
from werkmonitor.intake.files.passwords import PASSWORDS_FILE, load_passwords
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
TODAY = date(2021, 10, 20)
HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
GOOD = f"Stand per 30-09-2021\n{HEAD}\nH1 | ZorgStart | | 2021-01-01 | | |"
SECRET = "Zomer-2021!"  # noqa: S105 - of workbooks made here


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child process for all of these."""
    with Reader() as one:
        yield one


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with the example's first register."""
    (workspace.raw / REGISTER).parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / REGISTER, workspace.raw / REGISTER)
    return workspace


def locked(folder: Path, password: str = SECRET) -> Path:
    """An .xlsx as Excel encrypts it (ECMA-376 agile)."""
    plain = write(folder / "plain" / "a.xlsx", Deelnemers=GOOD).read_bytes()
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, target)
    path = folder / "lijst.xlsx"
    path.write_bytes(target.getvalue())
    return path


def locked_xls(folder: Path, password: str = SECRET) -> bytes:
    """An .xls in RC4, as Excel 97 to 2003 encrypt one. Source: [MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.3.6."""
    book = xlwt.Workbook()
    book.add_sheet("Blad1").write(0, 0, "achter slot")
    plain = book.get_biff_data()
    filling = -len(plain) % 4 + 2  # the file is filled up with zeros, which must be whole records
    plain += struct.pack("<HH", 0, filling) + bytes(filling)
    salt, check = bytes(range(16)), bytes(range(16, 32))
    sealed = rc4(password, salt, check + md5(check).digest())  # noqa: S324 - as the format has it
    lock = struct.pack("<HHHHH", FILE_PASS, 54, 1, 1, 1) + salt + sealed
    begin = 4 + struct.unpack_from("<H", plain, 2)[0]
    clear, secret = bytearray(), bytearray()
    for kind, content in records(plain[:begin] + lock + plain[begin:]):
        if kind == BOUND_SHEET:  # where a sheet begins is never encrypted
            content = struct.pack("<I", struct.unpack_from("<I", content)[0] + len(lock)) + content[4:]
        known = {BOF: len(content), FILE_PASS: len(content), BOUND_SHEET: 4}.get(kind, 0)
        clear += struct.pack("<HH", kind, len(content)) + content[:known] + bytes(len(content) - known)
        secret += bytes(4 + known) + content[known:]
    hidden = rc4(password, salt, bytes(secret))
    is_clear = bytearray()
    for kind, content in records(bytes(clear)):
        known = {BOF: len(content), FILE_PASS: len(content), BOUND_SHEET: 4}.get(kind, 0)
        is_clear += b"\1" * (4 + known) + bytes(len(content) - known)
    mixed = bytes(one if known else other for one, other, known in zip(clear, hidden, is_clear, strict=True))
    target = io.BytesIO()
    XlsDoc().save(target, mixed)
    return target.getvalue()


BOF, FILE_PASS, BOUND_SHEET = 0x0809, 0x002F, 0x0085


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def rc4(password: str, salt: bytes, content: bytes) -> bytes:
    """The same both ways."""
    changed: bytes = DocumentRC4.decrypt(password, salt, io.BytesIO(content), blocksize=1024).read()
    return changed


# ------------------------------------------------------------ reading


def test_a_workbook_is_opened_with_its_password(reader: Reader, tmp_path: Path) -> None:
    """Not without one, and not with another (failure mode 14)."""
    content = locked(tmp_path).read_bytes()
    assert reader.read(content, SECRET).sheets[0].name == "Deelnemers"
    for password, code in ((None, "workbook_encrypted"), ("zomer-2021!", "password_wrong")):
        with pytest.raises(Hopeless) as hopeless:
            reader.read(content, password)
        assert hopeless.value.code == code


def test_an_old_workbook_is_opened_with_its_password(reader: Reader, tmp_path: Path) -> None:
    """RC4, in memory: nothing of it is written anywhere, so it needs no folder for temporary files."""
    content = locked_xls(tmp_path)
    assert reader.read(content, SECRET).sheets[0].rows() == [("achter slot",)]
    for password, code in ((None, "workbook_encrypted"), ("anders", "password_wrong")):
        with pytest.raises(Hopeless) as hopeless:
            reader.read(content, password)
        assert hopeless.value.code == code


def test_nothing_decrypted_is_ever_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would use a temporary file for an .xls."""
    content = locked_xls(tmp_path)
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", None)
    assert "achter slot".encode("latin-1") in decrypted(content, SECRET)


def test_a_workbook_of_which_only_the_structure_is_protected_needs_no_password(reader: Reader, tmp_path: Path) -> None:
    """Excel encrypts it with a password of its own, which everyone knows."""
    assert reader.read(locked(tmp_path, "VelvetSweatshop").read_bytes()).sheets[0].name == "Deelnemers"


def test_a_locked_workbook_that_was_changed_is_damaged(reader: Reader, tmp_path: Path) -> None:
    """The format carries a sum that only the password can check."""
    content = bytearray(locked(tmp_path).read_bytes())
    content[len(content) // 2] ^= 1
    with pytest.raises(Hopeless) as hopeless:
        reader.read(bytes(content), SECRET)
    assert hopeless.value.code == "workbook_damaged"


# ------------------------------------------------------------ receiving


def receive(path: Path, workspace: Workspace, programme: Programme, *passwords: str) -> intake.Received:
    given = iter(passwords)
    return intake.receive(
        path, "gemeente-hilversum", TODAY, workspace, programme, today=TODAY, password=lambda: next(given)
    )


def test_a_locked_workbook_is_filed_as_it_came_and_read_at_night(
    begun: Workspace, programme: Programme, tmp_path: Path
) -> None:
    """Nobody is asked again; neither the password nor a cell lies open in the data."""
    path = locked(tmp_path)
    received = receive(path, begun, programme, SECRET)
    assert received.path.read_bytes() == path.read_bytes()
    assert len(intake.read_deliveries(begun, programme).tables["trajectories"]) == 1
    everything = b"".join(
        one.read_bytes() for one in begun.data.rglob("*") if one.is_file() and one.suffix != ".parquet"
    )
    assert SECRET.encode() not in everything
    assert b"Deelnemernummer" not in received.path.read_bytes()


def test_nobody_is_asked_for_a_password_that_is_not_needed(
    begun: Workspace, programme: Programme, tmp_path: Path
) -> None:
    """Nor for one that is known already."""
    plain = write(tmp_path / "plain.xlsx", Deelnemers=GOOD)
    assert receive(plain, begun, programme).is_new
    assert not (begun.data / PASSWORDS_FILE).exists()
    path = locked(tmp_path)
    assert receive(path, begun, programme, SECRET).is_new
    assert not receive(path, begun, programme).is_new


def test_a_wrong_password_stores_nothing(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """One clear line."""
    with pytest.raises(DeliveryRefused) as refused:
        receive(locked(tmp_path), begun, programme, "fout")
    (problem,) = refused.value.problems
    assert "not the right one" in problem.what
    assert not (begun.data / PASSWORDS_FILE).exists()
    assert not (begun.raw / "gemeente-hilversum").exists()


def test_a_locked_workbook_found_in_its_folder_waits_for_its_password(
    begun: Workspace, programme: Programme, tmp_path: Path
) -> None:
    """Refused by the nightly run, which says what to do; received once, it is read."""
    place = begun.raw / "gemeente-hilversum" / "2021-10-20" / "lijst.xlsx"
    place.parent.mkdir(parents=True)
    shutil.copy(locked(tmp_path), place)
    problems = intake.read_deliveries(begun, programme).problems
    assert any("locked with a password" in one.what and "werkmonitor receive" in one.remedy for one in problems)
    assert not receive(place, begun, programme, SECRET).is_new
    assert len(intake.read_deliveries(begun, programme).tables["trajectories"]) == 1


def test_passwords_are_sealed_with_the_programmes_key(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """With another key they are as good as none."""
    received = receive(locked(tmp_path), begun, programme, SECRET)
    (delivery_id,) = json.loads((begun.data / PASSWORDS_FILE).read_text("utf-8"))
    assert load_passwords(begun, programme).of(delivery_id) == SECRET
    (begun.data / "example.key").write_text("another key of more than 32 characters\n", "utf-8")
    assert load_passwords(begun, programme).of(delivery_id) is None
    assert received.is_new


def test_a_damaged_file_of_passwords_is_said(begun: Workspace, programme: Programme) -> None:
    """Not taken for an empty one: deliveries would be refused for want of passwords that were there."""
    (begun.data / PASSWORDS_FILE).write_text("[]", "utf-8")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_passwords(begun, programme)


@pytest.mark.parametrize(
    ("password", "exit_code", "said"),
    [
        (SECRET, 0, "Received: data/raw/gemeente-hilversum/"),
        ("fout", 1, "not the right one"),
        ("", 2, "holds no password"),
    ],
    ids=["right", "wrong", "none"],
)
def test_the_command_takes_the_password_from_a_file(
    begun: Workspace, tmp_path: Path, password: str, exit_code: int, said: str
) -> None:
    """Its first line; what ends the line is no part of it."""
    (tmp_path / "password.txt").write_text(f"{password}\n", "utf-8")
    command = [sys.executable, "-m", "werkmonitor", "receive", str(locked(tmp_path)), "--partner", "gemeente-hilversum"]
    options = ["--received", "2021-10-20", "--password-file", str(tmp_path / "password.txt")]
    places = ["--data", str(begun.data), "--outputs", str(begun.outputs)]
    ran = subprocess.run([*command, *options, *places], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, said in ran.stdout + ran.stderr) == (exit_code, True)
    assert SECRET not in ran.stdout + ran.stderr
