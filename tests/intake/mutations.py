"""Workbooks with something changed at random: nothing may crash, hang, or become another value without a word.

    python -m tests.intake.mutations --count 10000

A workbook that is read all the same must give the cells of the unchanged one, or else what another library reads in the
changed one (openpyxl, xlrd, odfdo): then the value itself was changed, and nobody can know.
"""

import argparse
import io
import random
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any, NamedTuple

from defusedxml import ElementTree
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.workbook import Fault, Hopeless, Workbook

ROOT = Path(__file__).resolve().parents[2]
SLOWEST = 5.0
"""Seconds in which a workbook must be read or refused."""
Key = tuple[str, int, int]
"""Sheet, row and column."""
Cells = dict[Key, Any]


class Mutated(NamedTuple):
    """content: of a workbook in which `what` was changed."""

    source: Path
    what: str
    content: bytes


class Verdict(NamedTuple):
    """outcome: same, refused:<code>, changed (as another library reads it too) or silent (which must never be)."""

    outcome: str
    seconds: float


def example_workbooks() -> list[Path]:
    """One of every partner's format, the smallest first."""
    found = [path for path in (ROOT / "data" / "raw").rglob("*") if path.suffix in (".xlsx", ".xls", ".ods")]
    return sorted(found, key=lambda path: (path.stat().st_size, path.as_posix()))


def mutations(count: int, seed: int = 4) -> Iterator[Mutated]:
    """So many mutated workbooks, always the same ones for a seed."""
    draw = random.Random(seed)  # noqa: S311 - no secret, a fixed draw
    sources = [(path, path.read_bytes()) for path in example_workbooks()]
    for _ in range(count):
        path, content = draw.choice(sources)
        kinds: list[Callable[[bytes, random.Random], bytes]] = [flipped, cut, overwritten]
        if content.startswith(b"PK"):
            kinds += [in_a_part, in_a_part, in_a_part, swapped, left_out]
        kind = draw.choice(kinds)
        yield Mutated(path, kind.__name__, kind(content, draw))


def flipped(content: bytes, draw: random.Random) -> bytes:
    """A few bits anywhere in the file."""
    changed = bytearray(content)
    for _ in range(draw.randint(1, 8)):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut(content: bytes, draw: random.Random) -> bytes:
    """As when a download breaks off."""
    return content[: draw.randrange(1, len(content))]


def overwritten(content: bytes, draw: random.Random) -> bytes:
    """A stretch of the file with another stretch of it."""
    size = draw.randint(1, 400)
    source, target = draw.randrange(len(content)), draw.randrange(len(content))
    return content[:target] + content[source : source + size] + content[target + size :]


def in_a_part(content: bytes, draw: random.Random) -> bytes:
    """In the XML of one part, packed again with a right checksum."""
    return _repacked(content, draw, _spoiled)


def swapped(content: bytes, draw: random.Random) -> bytes:
    """Two parts in each other's place."""
    parts = _parts(content)
    one, other = draw.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def left_out(content: bytes, draw: random.Random) -> bytes:
    """A part less."""
    parts = _parts(content)
    del parts[draw.choice(sorted(parts))]
    return _packed(parts)


def _repacked(content: bytes, draw: random.Random, change: Callable[[bytes, random.Random], bytes]) -> bytes:
    parts = _parts(content)
    name = draw.choice(sorted(name for name, part in parts.items() if part))
    parts[name] = change(parts[name], draw)
    return _packed(parts)


def _spoiled(part: bytes, draw: random.Random) -> bytes:
    """Signs changed, left out, doubled or put in, where possible such as have a meaning in XML."""
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(part))
        match draw.randrange(5):
            case 0:
                part = part[:place] + bytes([draw.randrange(256)]) + part[place + 1 :]
            case 1:
                part = part[:place] + part[place + draw.randint(1, 30) :]
            case 2:
                part = (
                    part[:place]
                    + draw.choice([b"<", b">", b"&", b'"', b"</c>", b"<row>", b"<v>1</v>", b"9"])
                    + part[place:]
                )
            case 3:
                end = place + draw.randint(1, 200)
                part = part[:end] + part[place:end] + part[end:]
            case _:
                digit = next((at for at in range(place, len(part)) if part[at : at + 1].isdigit()), place)
                part = part[:digit] + str(draw.randrange(10)).encode() + part[digit + 1 :]
    return part or b"<"


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return target.getvalue()


# ------------------------------------------------------------ judging


def cells_of(workbook: Workbook) -> Cells:
    return {
        (sheet.name, row, column): value
        for sheet in workbook.sheets
        for row, values in enumerate(sheet.rows())
        for column, value in enumerate(values)
        if value is not None
    }


class Judge:
    """Reads mutated workbooks in a child process, and compares them with the unchanged ones."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._unchanged: dict[Path, Cells] = {}

    def judge(self, mutated: Mutated) -> Verdict:
        if mutated.source not in self._unchanged:
            self._unchanged[mutated.source] = cells_of(self.reader.read(mutated.source.read_bytes()))
        began = time.perf_counter()
        try:
            workbook = self.reader.read(mutated.content)
        except Hopeless as hopeless:
            return Verdict(f"refused:{hopeless.code}", time.perf_counter() - began)
        seconds = time.perf_counter() - began
        found, before = cells_of(workbook), self._unchanged[mutated.source]
        if found == before:
            return Verdict("same", seconds)
        keys = {key for key in before.keys() | found.keys() if before.get(key) != found.get(key)}
        is_seen = _is_changed(workbook.format, mutated.content, keys, before, found)
        return Verdict("changed" if is_seen else "silent", seconds)


def _is_changed(kind: str, content: bytes, keys: set[Key], before: Cells, found: Cells) -> bool:
    """Whether the values themselves were changed: another library sees them as we do, or in another way as changed.

    Where it cannot read an .xlsx at all, what stands in its XML is looked up without any library.
    """
    try:
        theirs = _read_by_others(kind, content)
    except Exception:
        if kind not in ("xlsx", "xlsm"):
            return False
        theirs = _read_as_it_stands(content)
    return all(
        _is_alike(theirs.get(key), found.get(key)) or not _is_alike(theirs.get(key), before.get(key)) for key in keys
    )


def _read_by_others(kind: str, content: bytes) -> Cells:
    if kind == "xls":
        return _read_by_xlrd(content)
    return _read_by_odfdo(content) if kind == "ods" else _read_by_openpyxl(content)


def _read_by_openpyxl(content: bytes) -> Cells:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _read_as_it_stands(content: bytes) -> Cells:
    """Every cell of an .xlsx whose first sheets are sheet1.xml, sheet2.xml and so on; days are numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [one.get("name") for one in _all(file.read("xl/workbook.xml"), "sheet")]
        shared = _all(file.read("xl/sharedStrings.xml"), "si")
        texts = ["".join(one.text or "" for one in text.iter() if one.tag.endswith("}t")) for text in shared]
        cells: Cells = {}
        for number, name in enumerate(names, 1):
            for cell in _all(file.read(f"xl/worksheets/sheet{number}.xml"), "c"):
                row, column = coordinate_to_tuple(cell.get("r", "A1"))
                for value in (one.text or "" for one in cell if one.tag.endswith("}v")):
                    is_text = cell.get("t") == "s"
                    cells[str(name), row - 1, column - 1] = dict(enumerate(texts)).get(int(value)) if is_text else value
    return cells


def _all(xml: bytes, name: str) -> list[Any]:
    return [element for element in ElementTree.fromstring(xml).iter() if element.tag.endswith(f"}}{name}")]


def _read_by_xlrd(content: bytes) -> Cells:
    import xlrd

    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    cells: Cells = {}
    for sheet in book.sheets():
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                if cell.ctype == xlrd.XL_CELL_DATE:
                    cells[sheet.name, row, column] = xlrd.xldate_as_datetime(cell.value, book.datemode)
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    cells[sheet.name, row, column] = xlrd.error_text_from_code.get(cell.value, "#ERROR!")
                elif cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and cell.value != "":
                    cells[sheet.name, row, column] = cell.value
    return cells


def _read_by_odfdo(content: bytes) -> Cells:
    from odfdo import Document

    return {
        (table.name, row, column): value
        for table in Document(io.BytesIO(content)).body.tables
        for row, values in enumerate(table.get_values())
        for column, value in enumerate(values)
        if value is not None
    }


def _is_alike(theirs: Any, ours: Any) -> bool:
    """The same value, as far as two libraries can agree on its type."""
    if ours is None:
        return theirs is None or not str(theirs).strip()
    if isinstance(ours, Fault):
        return theirs is None or theirs == ours.text or ours.text == "#NUM!" or str(theirs).startswith("=")
    if isinstance(ours, str):
        return " ".join(str(theirs).split()) == " ".join(ours.split())
    if isinstance(ours, bool):
        return bool(theirs) == ours
    if isinstance(ours, timedelta | clock):
        return theirs is not None
    if isinstance(ours, date) and not isinstance(theirs, date):
        return theirs is not None and _is_alike(theirs, float(to_excel(ours)))
    if isinstance(ours, date):
        day = theirs.date() if isinstance(theirs, datetime) else theirs
        return day == (ours.date() if isinstance(ours, datetime) else ours)
    try:
        return abs(float(theirs) - ours) <= 1e-9 * max(1, abs(ours))
    except (TypeError, ValueError):
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--keep", type=Path, help="a folder for workbooks that were read wrongly")
    given = parser.parse_args()
    outcomes: Counter[tuple[str, str]] = Counter()
    slowest = 0.0
    with Reader() as reader:
        judge = Judge(reader)
        for number, mutated in enumerate(mutations(given.count, given.seed)):
            verdict = judge.judge(mutated)
            outcomes[mutated.source.suffix, verdict.outcome] += 1
            slowest = max(slowest, verdict.seconds)
            if verdict.outcome == "silent" or verdict.seconds > SLOWEST:
                print(f"{number}: {mutated.source.name}, {mutated.what}: {verdict}")  # noqa: T201
                if given.keep:
                    (given.keep / f"{number}{mutated.source.suffix}").write_bytes(mutated.content)
    for (suffix, outcome), count in sorted(outcomes.items()):
        print(f"{suffix:5} {outcome:28} {count:6}")  # noqa: T201
    print(f"slowest {slowest:.2f} s")  # noqa: T201


if __name__ == "__main__":
    main()
