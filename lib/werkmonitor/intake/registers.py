"""The rules of the register: every name stands for one project, and no project may be lost."""

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.records import Parsed
from werkmonitor.intake.words import fold


def settle_projects(parsed: Parsed, sheet: str, findings: Findings) -> None:
    """Refuse a register whose projects share a name, or in which a project cannot be read.

    A project that is left out would take its goals and figures along; the earlier register is better than that.
    """
    taken: dict[str, str] = {}
    codes: set[str] = set()
    for record in parsed.kept:
        code, aliases = record["project"], record.get("aliases") or ()
        if code in codes:
            findings.add("name_taken", sheet, record["cell"], found=code)
        codes.add(code)
        for word in (code, record["name"], *aliases):
            if taken.setdefault(fold(word), code) != code:
                findings.add("name_taken", sheet, record["cell"], found=word)
        record["target_groups"] = record.get("target_groups") or ()
        record["aliases"] = aliases
        record["is_fictional"] = bool(record.get("is_fictional"))
    if parsed.listed:
        findings.add("register_incomplete", sheet, count=len(parsed.listed))
