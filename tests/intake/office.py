"""LibreOffice Calc without a screen, typing in a workbook and saving it: nothing of ours reads or writes the file.

A macro gives each cell the text that one would type: Calc itself finds out what it means, keeps its hands off locked
cells, and writes the file. It runs in a profile of its own with Dutch settings. (Typing through the window crashes a
Calc without a screen now and then: a cursor blinks in no window.)
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.intake.filling import Typed

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
_SECONDS = 60
_TYPING = """
Sub TypeIn(template As String, typed As String, target As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden"
    hidden(0).Value = True
    document = StarDesktop.loadComponentFromURL(ConvertToURL(template), "_blank", 0, hidden())
    number = FreeFile
    Open typed For Input As #number
    Do While Not Eof(number)
        Line Input #number, said
        parts = Split(said, Chr(9))
        cell = document.Sheets.getByName(parts(0)).getCellRangeByName(parts(1))
        cell.FormulaLocal = parts(2)
    Loop
    Close #number
    Dim how(0) As New com.sun.star.beans.PropertyValue
    how(0).Name = "FilterName"
    how(0).Value = "calc8"
    document.storeToURL(ConvertToURL(target & ".ods"), how())
    how(0).Value = "Calc MS Excel 2007 XML"
    document.storeToURL(ConvertToURL(target & ".xlsx"), how())
    document.close(True)
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}
</script:module>"""
_DUTCH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>nl-NL</value></prop></item>
</oor:items>"""


class Office:
    """LibreOffice with a profile in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_DUTCH, "utf-8")
        self._run("--terminate_after_init")  # the first start makes the profile, and its empty first macro
        module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(_MODULE.format(escape(_TYPING)), "utf-8")

    def type_in(self, workbook: Path, typed: Sequence[Typed], target: Path) -> tuple[Path, Path]:
        """Open a workbook, type in its cells, save it; returns the .xlsx and the .ods of that name."""
        lines = self.folder / "typed.txt"
        lines.write_text("".join(f"{one.sheet}\t{one.cell}\t{one.text}\n" for one in typed), "utf-8")
        given = ",".join(f'"{path}"' for path in (workbook, lines, target))
        self._run(f"macro:///Standard.Module1.TypeIn({given})")
        return target.with_name(f"{target.name}.xlsx"), target.with_name(f"{target.name}.ods")

    def save_as(self, kind: str, workbooks: Sequence[Path], folder: Path) -> list[Path]:
        """Open workbooks and save them in another format ('ods'), with the same names, in a folder."""
        self._run("--convert-to", kind, "--outdir", str(folder), *map(str, workbooks))
        return [folder / f"{path.stem}.{kind}" for path in workbooks]

    def _run(self, *arguments: str) -> None:
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        subprocess.run(
            [str(PROGRAM), profile, "--headless", "--norestore", *arguments],
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            check=True,
            timeout=_SECONDS,
            capture_output=True,
        )
