"""What the packages .xlsx, .xlsm and .xlsb tell in the same way: comments, pivot tables, who made them.

Runs in the reader's process.
"""

import zipfile
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from defusedxml.ElementTree import fromstring

from werkmonitor.intake.files.package import Package
from werkmonitor.intake.files.sheet_facts import BookFacts
from werkmonitor.intake.workbook import Column, Sheet

_PERSONS, _ABOUT = {"creator", "lastModifiedBy", "Manager"}, {"title", "subject", "keywords", "description", "category"}
_VALUE = {"s", "n", "d"}
"""Texts, numbers and dates in the fields of a pivot table."""


def add_common_facts(facts: BookFacts, file: zipfile.ZipFile, package: Package) -> None:
    """Links, macros, pictures, comments, pivot tables and document properties. Raises what its XML raises."""
    for name in sorted(package.parts):
        path = name.casefold()
        if path.startswith("xl/externallinks/"):
            facts.has_links = True
        elif path.startswith("xl/media/"):
            facts.has_pictures = True
        elif path.endswith("vbaproject.bin"):
            facts.has_macros = True
        elif path.startswith("docprops/") and path.endswith(".xml"):
            _add_properties(facts, fromstring(file.read(name)))
        elif path.startswith("xl/pivotcache/pivotcachedefinition") and path.endswith(".xml"):
            facts.behind.append(_pivot_fields(fromstring(file.read(name))))
        elif path.startswith(("xl/comments", "xl/threadedcomments/")) and path.endswith(".xml"):
            xml = fromstring(file.read(name))
            facts.comments += ["".join(comment.itertext()) for comment in _all(xml, "comment", "threadedComment")]
            facts.persons += [author.text or "" for author in _all(xml, "author")]


def targets_of(file: zipfile.ZipFile, relations: str) -> dict[str, tuple[str, str]]:
    """Id of a relation of the workbook → its kind ('worksheet', 'styles') and the name of the part it points at."""
    folder = dirname(dirname(relations))
    targets = {}
    for one in fromstring(file.read(relations)):
        target = one.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        targets[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], part)
    return targets


def local(name: str) -> str:
    """A name without its namespace, be it {uri}name or prefix:name."""
    return name.replace("}", ":").rpartition(":")[2] if ":" in name or "}" in name else name


def _all(xml: Any, *names: str) -> Iterator[Any]:
    return (element for element in xml.iter() if isinstance(element.tag, str) and local(element.tag) in names)


def _add_properties(facts: BookFacts, xml: Any) -> None:
    for element in xml.iter():
        name, text = local(element.tag), (element.text or "").strip()
        if text and name in _PERSONS:
            facts.persons.append(text)
        elif text and (name in _ABOUT or name == "lpwstr"):
            facts.about.append(text)


def _pivot_fields(xml: Any) -> Sheet:
    """A pivot table's fields as a sheet: their names, and below each the values that are kept of it."""
    fields = []
    for field in _all(xml, "cacheField"):
        kept = [item.get("v") for items in _all(field, "sharedItems") for item in items if local(item.tag) in _VALUE]
        fields.append([field.get("name", ""), *kept])
    height = max(map(len, fields), default=0)
    columns = [Column.of([*cells, *[None] * (height - len(cells))]) for cells in fields]
    return Sheet("pivot", columns)
