"""What a notebook's call answers: a block, one named output type, rendered by our template and by nothing else.

A block holds plain data (numbers, texts, addresses), never HTML: the template escapes all of it.

kind      content
page      what the page is: title, edition, place in the site
lead      paragraphs, set large
prose     paragraphs
terms     rows: term, text
tiles     tiles: an indicator each
items     items: title, mark, text and terms (a cause, what is done)
table     columns, rows, caption, note
figure    the same, and how to draw the rows: chart, conclusion, description; or pictures that each have rows
links     groups: title, links
none      the question does not apply here: it is left out with its answer
group     blocks
"""

import os
from datetime import date
from typing import Any

MIME = "application/vnd.werkmonitor.block+json"
KINDS = ("page", "lead", "prose", "terms", "tiles", "items", "table", "figure", "links", "none", "group")

Content = dict[str, Any]


class Block:
    """A display object: Jupyter asks it for its data, and under JupyterLab also for the same as HTML."""

    def __init__(self, kind: str, **content: Any):
        self.content: Content = {"kind": kind, **_plain(content)}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {MIME: self.content}
        if os.environ.get("JPY_SESSION_NAME"):  # a person is looking, in JupyterLab
            from werkmonitor.publish.pages import block_for_notebook

            bundle["text/html"] = block_for_notebook(self.content)
        return bundle

    def __repr__(self) -> str:
        return f"<{self.content['kind']} of a monitor>"


def group(*blocks: Block) -> Block:
    """Several blocks as one answer; those that say nothing are left out."""
    said = [block.content for block in blocks if block.content["kind"] != "none"]
    return Block("group", blocks=said) if said else nothing()


def nothing() -> Block:
    """The answer to a question that does not apply to this scope."""
    return Block("none")


def column(key: str, title: str, kind: str = "text", *, group: str = "") -> dict[str, str]:
    """A column of a table. kind: text, link, number, count (a published count), word, date. group: what several columns
    beside each other are about, where their own titles do not say it."""
    return {"key": key, "title": title, "kind": kind} | ({"group": group} if group else {})


def link(text: str, href: str) -> dict[str, str]:
    return {"text": text, "href": href}


def _plain(value: Any) -> Any:
    if isinstance(value, Block):
        return value.content
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
