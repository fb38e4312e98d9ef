"""The warm process itself: python -m werkmonitor.engine <descriptor of the requests> <modules to import>.

A child goes on from here, so that its cells stand as deep in the stack as in ipykernel's own launcher.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # as that launcher does: nothing is imported from the working directory

    from werkmonitor.engine.nursery import serve

    run = serve(int(sys.argv[1]), sys.argv[2:])
    if run is not None:
        from werkmonitor.engine import child

        child.main(*run)
