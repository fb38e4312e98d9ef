"""What a figure is made of: facts with their cells, other figures, and what protection did to it in the end.

Figures find it out; the command line and the team's edition tell it. Of a person's row no more is said than its place,
its project and its month.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, TypeVar

Number = int | float


class Place(NamedTuple):
    """Where a fact stands. cell: several ('B7, B9') where one number is made of more rows of one delivery."""

    partner: str
    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.file} › {self.sheet}!{self.cell}"


class Asked(NamedTuple):
    """A figure: of which scope and indicator, on which day, and what of it (see `figures.tracing.WHAT`).

    category: of a municipality's residents in one category, else ''. indicator: '' where there is none.
    """

    edition: str
    level: str
    code: str
    category: str
    indicator: str
    what: str
    on: date

    def __str__(self) -> str:
        scope = f"{self.level} {self.code}" + (f" in category {self.category}" if self.category else "")
        what = f"{self.indicator} ({self.what})" if self.indicator and self.what != "value" else self.indicator
        return f"{self.edition} · {scope} · {what or self.what} · {self.on}"


@dataclass(frozen=True)
class Piece:
    """A fact, and what it adds to the figure, or would add if it counted.

    kind: row (of a list), count, standing or register. when: a month ('2021-03') or a period. low, high: they differ
    only where a partner suppressed a number. standing: what was delivered, of a standing; it adds the difference with
    was, which stood in before. remark: what was done to the cell before it was read. because: why it does not count.
    """

    place: Place
    kind: str
    project: str
    when: str
    low: int | None
    high: int | None
    standing: tuple[int, int] | None = None
    was: tuple[int, int] | None = None
    before: Place | None = None
    remark: str = ""
    because: str = ""


@dataclass(frozen=True)
class Trace:
    """What a figure is made of.

    low, high: its unprotected value; None where there is none. pieces: they add up to it; or, where how says so, it is
    computed from them. not_counted: facts about the same that do not count. made_of: other figures it is computed from.
    published: what protection made of it, the last step; differs: whether what is published is not what the tables say.
    """

    asked: Asked
    low: Number | None
    high: Number | None
    pieces: tuple[Piece, ...] = ()
    not_counted: tuple[Piece, ...] = ()
    made_of: tuple["Trace", ...] = ()
    how: str = ""
    published: str = ""
    differs: bool = False

    @property
    def value(self) -> str:
        return amount(self.low, self.high)

    def __str__(self) -> str:
        return "\n".join(_told(self))

    def all_pieces(self) -> Iterator[tuple[Asked, Piece]]:
        """Every fact in it, with the figure that it adds to, counted ones first."""
        yield from ((self.asked, piece) for piece in (*self.pieces, *self.not_counted))
        for one in self.made_of:
            yield from one.all_pieces()


def amount(low: Number | None, high: Number | None) -> str:
    """'37', '1–4', or 'no number'."""
    if low is None or high is None:
        return "no number"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def number(value: Number | None) -> str:
    return "no number" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


# ------------------------------------------------------------ as a text


def _told(found: Trace, indent: str = "") -> Iterator[str]:
    """A figure line by line: what adds up to it, by sheet; the sum; what does not count; what was published."""
    yield f"{indent}{found.asked}"
    inner = indent + "    "
    yield from (inner + line for line in _by_sheet_told(found.pieces, is_sum=not found.how))
    for one in found.made_of:
        yield from _told(one, inner)
    if found.how:
        yield f"{inner}{found.how}"
    yield f"{inner}= {found.value}"
    if any((piece.low or 0) > (piece.high or 0) for piece in found.pieces):
        yield f"{inner}  (what can least and what can most be are added up apart: a hidden number became known)"
    if found.not_counted:
        yield f"{inner}not in it:"
        yield from (f"{inner}    {line}" for line in _by_sheet_told(found.not_counted))
    if found.published:
        yield f"{inner}→ {found.published}"


def _by_sheet_told(pieces: Iterable[Piece], *, is_sum: bool = True) -> Iterator[str]:
    """is_sum: whether pieces add up; points of a plan do not."""
    for place, group in by_sheet(pieces):
        yield f"{place.partner} › {place.file} › {place.sheet}:" + (f" {_sum(group)}" if is_sum else "")
        for because, alike in _grouped(group, lambda piece: piece.because):
            if because:
                yield f"    because {because.rstrip('.')}:"
            yield from ("    " * (2 if because else 1) + line for line in _cells_told(alike))


def _cells_told(pieces: Sequence[Piece]) -> Iterator[str]:
    """Rows of lists and counts by how many they say, the largest first; standings that rose, and the register's rows,
    one by one."""
    yield from (f"{piece.place.cell}: {_one_told(piece)}" for piece in pieces if _is_told_alone(piece))
    others = [piece for piece in pieces if not _is_told_alone(piece)]
    others.sort(key=lambda piece: -(piece.high or 0))
    for (kind, low, high), alike in _grouped(others, lambda piece: (piece.kind, piece.low, piece.high)):
        cells, many = folded(piece.place.cell for piece in alike), len(alike)
        if kind == "row":
            yield f"{many} {'row' if many == 1 else 'rows'}{f' × {low}' if low != 1 else ''}: {cells}"
        elif kind == "standing":
            yield f"{many} × 0, standings that are as they were: {cells}"
        else:
            yield f"{many} × {amount(low, high)}: {cells}"
    for remark, alike in _grouped([p for p in others if p.remark], lambda piece: piece.remark):
        yield f"{folded(piece.place.cell for piece in alike)} {remark}"


def _is_told_alone(piece: Piece) -> bool:
    return piece.kind == "register" or (piece.standing is not None and piece.standing != piece.was)


def _one_told(piece: Piece) -> str:
    if piece.standing is None or piece.was is None:
        return f"{amount(piece.low, piece.high)} ({piece.remark})" if piece.low is not None else piece.remark
    stands, was = amount(*piece.standing), amount(*piece.was)
    before = f"{was} in {piece.before}" if piece.before else "nothing before"
    remark = f"; {piece.remark}" if piece.remark else ""
    return f"{amount(piece.low, piece.high)} = standing {stands}, {before} ({piece.project}, {piece.when}{remark})"


def _sum(pieces: Iterable[Piece]) -> str:
    known = [(piece.low, piece.high) for piece in pieces if piece.low is not None and piece.high is not None]
    return amount(sum(low for low, _ in known), sum(high for _, high in known)) if known else "no number"


K = TypeVar("K")


def _grouped(pieces: Iterable[Piece], key: Callable[[Piece], K]) -> Iterator[tuple[K, list[Piece]]]:
    """Pieces that are alike, in order of the first of each kind."""
    found: dict[K, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(key(piece), []).append(piece)
    yield from found.items()


# ------------------------------------------------------------ as a table


HEADER = (
    *("figure", "counts", "low", "high", "partner", "file", "sheet", "cell", "kind", "project", "when"),
    *("standing_low", "standing_high", "was_low", "was_high", "before", "remark", "because"),
)


def as_csv(found: Trace) -> str:
    """Every fact that a figure is made of, counted or not, one a line; a figure's low and high add up to it."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(HEADER)
    for asked, piece in found.all_pieces():
        standing, was = piece.standing or ("", ""), piece.was or ("", "")
        what = [asked, "no" if piece.because else "yes", piece.low, piece.high, *piece.place, piece.kind]
        told = [*what, piece.project, piece.when, *standing, *was, piece.before, piece.remark, piece.because]
        writer.writerow([_safe(value) for value in told])
    return target.getvalue()


def _safe(value: object) -> object:
    """Text that a spreadsheet program would run as a formula gets an apostrophe; numbers stay numbers."""
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
    return f"'{value}" if is_formula else value


# ------------------------------------------------------------ where


def by_sheet(pieces: Iterable[Piece]) -> Iterator[tuple[Place, list[Piece]]]:
    """Pieces grouped by partner, workbook and sheet, each with a place without a cell."""

    def sheet_of(piece: Piece) -> Place:
        return piece.place._replace(cell="")

    for place, group in groupby(sorted(pieces, key=sheet_of), key=sheet_of):
        yield place, list(group)


def folded(cells: Iterable[str]) -> str:
    """Addresses in order, those that lie together as one range.

    >>> folded(["A14", "A16", "A15", "B7, B9", "D7", "E7", "D8", "E8"])
    'A14:A16, B7, B9, D7:E8'
    """
    columns: list[_Block] = []
    for column, row in sorted({_position(one) for cell in cells for one in cell.split(", ")}):
        if columns and columns[-1].is_above(column, row):
            columns[-1] = columns[-1]._replace(last_row=row)
        else:
            columns.append(_Block(column, column, row, row))
    blocks: list[_Block] = []
    for one in sorted(columns, key=lambda block: (block.row, block.last_row, block.column)):
        if blocks and blocks[-1].is_beside(one):
            blocks[-1] = blocks[-1]._replace(last_column=one.column)
        else:
            blocks.append(one)
    return ", ".join(map(str, sorted(blocks)))


class _Block(NamedTuple):
    """Cells that lie together; columns and rows from 1."""

    column: int
    last_column: int
    row: int
    last_row: int

    def is_above(self, column: int, row: int) -> bool:
        return (self.column, self.last_row + 1) == (column, row)

    def is_beside(self, other: "_Block") -> bool:
        return (self.last_column + 1, self.row, self.last_row) == (other.column, other.row, other.last_row)

    def __str__(self) -> str:
        first, last = _address(self.column, self.row), _address(self.last_column, self.last_row)
        return first if first == last else f"{first}:{last}"


def _position(cell: str) -> tuple[int, int]:
    """(column, row), from 1."""
    found = re.fullmatch(r"([A-Z]*)(\d*)", cell)
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2]) if found and found[2] else 0


def _address(column: int, row: int) -> str:
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
