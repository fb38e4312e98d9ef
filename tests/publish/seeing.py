"""What a browser sees of a page: axe's verdict, and what axe overlooks."""

import json
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(details => details.open = true)"

TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""

LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")


def axe(page: Page, rules: list[str] | None = None, *, without_contrast: bool = False) -> list[str]:
    """What axe finds wrong: rule and elements. rules: only these. Contrast takes most of the time."""
    run = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    options: dict[str, Any] = {"runOnly": run, "resultTypes": ["violations"]}
    if without_contrast:
        options["rules"] = {"color-contrast": {"enabled": False}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(options)})")
    return [
        f"axe {violation['id']}: {', '.join(' '.join(map(str, node['target'])) for node in violation['nodes'][:3])}"
        for violation in found["violations"]
    ]


def look(page: Page) -> list[str]:
    """What is cut off, sticks out, cannot be told from its ground, or does not show where the keyboard is."""
    found: list[str] = page.evaluate(LOOK)
    return found


def spaced(page: Page) -> list[str]:
    """What sticks out or is cut off with the text spacing of WCAG 1.4.12. The page keeps it."""
    page.evaluate(
        """style => {
            const sheet = new CSSStyleSheet()
            sheet.replaceSync(style)
            document.adoptedStyleSheets.push(sheet)
        }""",
        TEXT_SPACING,
    )
    return [fault for fault in look(page) if fault.startswith(("overflow", "cut"))]
