"""A papermill engine that forks each run from a process in which everything is already imported.

    papermill --engine werkmonitor notebook.ipynb out.ipynb -p edition 2021-1

papermill and nbclient do what they always do, and ipykernel's own shell runs the cells, so that a run gives what the
stock engine gives; only how a kernel starts and the wire to it are ours (`kernels`). At the other end of the wire a
warm process (started by `warm`, working as `nursery` says) forks a child for each run (`child`). Where that cannot be
done, the stock engine serves. WERKMONITOR_PRELOAD (names of modules with commas) replaces what is imported beforehand.

papermill imports this package while it is itself being imported, and so does the warm process: nothing heavy here.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkmonitor.engine.kernels import ForkEngine

__all__ = ["ForkEngine", "engine_name", "warm_up"]


def engine_name() -> str | None:
    """Which engine to name to papermill here: ours, or None (papermill's own) where processes cannot be forked."""
    from werkmonitor.engine.warm import AVAILABLE

    return "werkmonitor" if AVAILABLE else None


def warm_up() -> None:
    """Start the warm process without waiting for it; the first run would start it, and wait."""
    from werkmonitor.engine.warm import AVAILABLE, warm_process

    if AVAILABLE:
        warm_process()


def __getattr__(name: str) -> Any:
    if name != "ForkEngine":
        raise AttributeError(f"werkmonitor.engine has no '{name}'")
    import papermill.engines  # noqa: F401 (its last line asks for ForkEngine: it has to come first)

    from werkmonitor.engine.kernels import ForkEngine

    return ForkEngine
