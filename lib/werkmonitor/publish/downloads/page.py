"""The downloads of a page: each of its figures and tables as CSV in two dialects, and a workbook of all of them.

They are made of the blocks of which the page itself is made, so that no number can differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Content
from werkmonitor.publish.downloads.names import edition_names, file_name
from werkmonitor.publish.downloads.sheets import Column, Kind, Sheet, Value
from werkmonitor.publish.downloads.texts import DIALECTS, to_csv
from werkmonitor.publish.downloads.workbook import DATES_AND_NUMBERS, Part, ReadMe, tab, to_xlsx
from werkmonitor.publish.dutch import half_up, size

Cells = tuple[Column, Callable[[Content], Value]]
"""A column, and what of a row stands in it."""


def page_downloads(page: Content, sections: Iterable[Any], links: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that lie beside a page, by name.

    Every figure and table is told of its own, as 'downloads', and the page of those of its edition.

    page: the content of the page block. sections: `pages.Section`s, of which the blocks are told. links: where the page
    leads to in the site (`places.links_of`).
    """
    page["downloads"] = [
        {"text": text, "href": page["to_edition"] + name} for text, name in edition_names(page["edition"]).items()
    ]
    tables = [block for section in sections for block in _tables(section.blocks)]
    if not tables:
        return {}
    replaced = (links.get("replaced") or {}).get("text") or page["revised"]
    kind_of_data = " · ".join(part for part in (page["notice"], replaced) if part)
    sheets = [
        _sheet(page, block, tab(number, (block.get("title") or block["caption"]).partition(":")[0])).marked(
            kind_of_data
        )
        for number, block in enumerate(tables, 1)
    ]
    own = f"-{page['code'] or 'programma'}"
    workbook = file_name(page["edition"], own, "xlsx")
    files = {workbook: to_xlsx(_read_me(page, kind_of_data, tables, sheets), sheets)}
    for block, sheet in zip(tables, sheets, strict=True):
        block["downloads"] = []
        for dialect in DIALECTS:
            name = file_name(page["edition"], f"{own}-{block['id']}{dialect.suffix}")
            files[name] = to_csv(sheet, dialect)
            block["downloads"].append(_offer(f"CSV ({dialect.name})", name, files[name]))
        block["downloads"].append(_offer("Excel (alles van deze pagina)", workbook, files[workbook]))
    return files


def _offer(text: str, name: str, content: bytes) -> dict[str, str]:
    return {"text": text, "size": size(len(content)), "href": name}


def _tables(blocks: Iterable[Content]) -> Iterator[Content]:
    for block in blocks:
        if block["kind"] == "group":
            yield from _tables(block["blocks"])
        elif block["kind"] in ("figure", "table"):
            yield block


def _sheet(page: Content, block: Content, name: str) -> Sheet:
    about = [
        (Column("edition", "Uit monitor"), page["edition"]),
        (Column("as_of", "Peildatum", "date"), date.fromisoformat(page["as_of"])),
        (Column("page", "Pagina"), page["name"]),
    ]
    cells = [one for column in block["columns"] for one in _cells(column, block["rows"])]
    return Sheet(
        name,
        block["caption"],
        [*(column for column, _ in about), *(column for column, _ in cells)],
        [[*(value for _, value in about), *(value_of(row) for _, value_of in cells)] for row in block["rows"]],
    )


def _cells(column: Mapping[str, str], rows: Sequence[Content]) -> list[Cells]:
    """What a column of a table on a page becomes: a count that is not exact says what it can be, too."""
    key, title = column["key"], ": ".join(filter(None, [column.get("group"), column["title"]]))
    match column["kind"]:
        case "number":
            return [_cell(key, title, "whole", lambda row: None if row.get(key) is None else half_up(row[key]))]
        case "date":
            return [_cell(key, title, "date", lambda row: date.fromisoformat(row[key]) if row.get(key) else None)]
        case "word":
            return [_cell(key, title, "text", lambda row: _word(row.get(key)))]
        case "count":
            return _counts(key, title, rows)
        case _:
            return [_cell(key, title, "text", lambda row: _text(row.get(key)))]


def _counts(key: str, title: str, rows: Sequence[Content]) -> list[Cells]:
    """One column where all counts are exact, else as the page says them, and what each can be."""
    counts = [count for row in rows if (count := row.get(key))]
    is_exact = all(count["low"] == count["high"] for count in counts)
    shown = _cell(key, title, "whole" if is_exact else "text", lambda row: _count(row.get(key)))
    low = _cell(f"{key}_low", f"{title}: ten minste", "whole", lambda row: _part(row.get(key), "low"))
    high = _cell(f"{key}_high", f"{title}: ten hoogste", "whole", lambda row: _part(row.get(key), "high"))
    return [shown] if is_exact else [shown, low, high]


def _cell(name: str, title: str, kind: Kind, value_of: Callable[[Content], Value]) -> Cells:
    return Column(name, title, kind), value_of


def _count(count: Content | None) -> Value:
    """As the page says it: '0–4', never a bare nil, and a number where it says one."""
    if count is None or count["value"] is None:
        return None
    value: int = count["value"]
    return wording.figure(count) if wording.is_range(count) else value


def _part(content: Content | None, name: str) -> Any:
    return content.get(name) if content else None


def _word(word: str | None) -> str | None:
    return wording.PROGRESS[word].text if word else None


def _text(value: Any) -> str | None:
    return (value["text"] if isinstance(value, Mapping) else value) or None


def _read_me(page: Content, kind_of_data: str, tables: Sequence[Content], sheets: Sequence[Sheet]) -> ReadMe:
    notes = dict.fromkeys(block["note"] for block in tables if block.get("note"))
    read = [("Toelichting", note) for note in notes]
    as_of = wording.as_of(date.fromisoformat(page["as_of"]), page["as_of_is_assumed"])
    what = [
        ("Inhoud", f"De cijfers van de figuren en tabellen op de pagina {page['name']}, {page['eyebrow']}."),
        ("Peildatum", f"Stand op {as_of}."),
        ("Vastgesteld door", page["adopted_by"] or "Nog niet vastgesteld."),
        ("Uitgave van", page["publisher"]),
    ]
    if kind_of_data:
        what.append(("Let op", f"{kind_of_data}. {page['explanation']}".strip()))
    whole = file_name(page["edition"], "", "xlsx")
    everything = f"Het bestand {whole} bevat alle cijfers van deze monitor, en zegt wat elke indicator betekent."
    return ReadMe(
        title=f"{page['heading']}: {page['eyebrow']}",
        notice=kind_of_data,
        publisher=page["publisher"],
        made_on=date.fromisoformat(page["as_of"]),
        parts=[
            Part("Wat is dit?", what),
            Part("Hoe leest u de cijfers?", [*read, ("Datums en getallen", DATES_AND_NUMBERS), ("Meer", everything)]),
            Part(
                "Welke bladen zijn er?", [(sheet.name, _about(one)) for sheet, one in zip(sheets, tables, strict=True)]
            ),
        ],
    )


def _about(block: Content) -> str:
    return " ".join(f"{block['caption']}. {block.get('conclusion') or ''}".split())
