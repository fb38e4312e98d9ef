"""Running a notebook by papermill, with its parameters checked before any kernel starts."""

import ast
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkmonitor.errors import Problem, PublicationRefused, UsageError, did_you_mean
from werkmonitor.workspace import Workspace

START_SECONDS = 180
"""How long a kernel may take to start, also on a machine that is busy with something else."""

PRELOAD = {"WERKMONITOR_PRELOAD": "werkmonitor.publish.monitors"}
"""What our notebooks use, for the process that their runs are forked from; no pandas, which takes long to import."""

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


def check_parameters(notebook: Path, parameters: Mapping[str, Any], vocabulary: Mapping[str, Sequence[str]]) -> None:
    """Refuse parameters the notebook would misread: papermill itself only warns, and runs on with the defaults.

    vocabulary: parameter name → the values that exist. Raises UsageError with every problem: an unknown name, a
    missing one (a default would put another scope's figures under this title), a wrong type, an unknown value.
    """
    declared = declared_parameters(notebook)
    where = notebook.name
    problems = []
    for name, value in parameters.items():
        if name not in declared:
            remedy = did_you_mean(name, declared)
            problems.append(Problem(where, f"parameter '{name}' does not exist", remedy))
            continue
        expected = _TYPES.get(declared[name], object)
        if not isinstance(value, expected):
            remedy = f"write it as {declared[name]}"
            problems.append(Problem(where, f"parameter '{name}' is {value!r}, expected {declared[name]}", remedy))
        elif name in vocabulary and value not in vocabulary[name]:
            known = vocabulary[name]
            remedy = did_you_mean(str(value), known) if known else "run 'werkmonitor run' first"
            problems.append(Problem(where, f"parameter '{name}': there is no {name} '{value}'", remedy))
    for name in declared:
        if name not in parameters:
            problems.append(Problem(where, f"parameter '{name}' is missing", f"add {name}=…"))
    if problems:
        raise UsageError(problems)


def declared_parameters(notebook: Path) -> dict[str, str]:
    """Parameter name → annotated type ('' without one), of a notebook's cell tagged `parameters`.

    As papermill's own inspection gives it, which takes half a second to import. Raises UsageError for what is no
    notebook, or not there.
    """
    if not notebook.is_file():
        known = [path.stem for path in notebook.parent.glob("*.ipynb")]
        raise UsageError(Problem(notebook.as_posix(), "there is no such notebook", did_you_mean(notebook.stem, known)))
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        source = next(
            ("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())), ""
        )
        statements = ast.parse(source).body
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        what = f"its parameters cannot be read ({type(error).__name__})"
        remedy = "open it in JupyterLab; the cell tagged 'parameters' holds lines like: edition: str = \"2022-11\""
        raise UsageError(Problem(notebook.as_posix(), what, remedy)) from None
    return dict(_declared(statements))


def _declared(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement in statements:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield name, ast.unparse(annotation)
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name, ""


def run_notebook(workspace: Workspace, notebook: Path, parameters: Mapping[str, Any], output: Path) -> None:
    """Run a notebook and keep the executed one at `output` (internal; it is never published as it is).

    Raises PublicationRefused naming notebook and cell when a cell fails.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from werkmonitor.engine import engine_name

    logging.getLogger("papermill").setLevel(logging.ERROR)
    output.parent.mkdir(parents=True, exist_ok=True)
    name = run_name(notebook, parameters)
    # A folder of the run's own: sockets (a short absolute path, since it may have some hundred characters only), and a
    # profile without anyone's start-up files or history. So kernels side by side do not meet.
    with tempfile.TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        config = Config()
        if os.name == "posix":  # no port, and no warning about unencrypted TCP
            config.KernelManager.transport = "ipc"
            config.KernelManager.ip = f"{folder}/kernel"
        ours = {
            **PRELOAD,
            "IPYTHONDIR": folder,
            "JUPYTER_RUNTIME_DIR": folder,
            "WERKMONITOR_DATA": str(workspace.data),
            "WERKMONITOR_OUTPUTS": str(workspace.outputs),
        }
        try:
            with _environment(ours):
                papermill.execute_notebook(
                    notebook,
                    output,
                    parameters=dict(parameters),
                    kernel_name="python3",
                    engine_name=engine_name(),
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_SECONDS,
                    config=config,
                    extra_arguments=["--HistoryManager.enabled=False", "--IPKernelApp.log_level=CRITICAL"],
                )
        except PapermillExecutionError as error:
            where = f"{name} › cell {failed_cell(output)}"
            what = f"ended with {error.ename}: {error.evalue}"
            raise PublicationRefused(Problem(where, what, "mend the notebook, or what it calls")) from None
        except (DeadKernelError, RuntimeError) as error:
            what = f"its kernel stopped or did not start: {error}"
            raise PublicationRefused(Problem(name, what, "run again; free memory if it recurs")) from None


def run_name(notebook: Path, parameters: Mapping[str, Any]) -> str:
    """What messages call a run: 'category.ipynb (2022-11, doorstroombanen)'."""
    return f"{notebook.name} ({', '.join(str(value) for value in parameters.values())})"


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for a kernel about to start, taken away again afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def failed_cell(output: Path) -> int:
    """The number of the cell that failed, as it stands in the notebook that was asked for."""
    import nbformat

    cells = nbformat.read(output, as_version=4).cells  # type: ignore[no-untyped-call]
    added = {"papermill-error-cell-tag", "injected-parameters"}
    number = 0
    for cell in cells:
        if not added & set(cell.metadata.get("tags", [])):
            number += 1
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return number
    return number
