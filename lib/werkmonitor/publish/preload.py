"""Imported by the process from which those that make monitors are forked: all that each of them would do first.

The warm process of the notebooks' runs is started here too: they share it, and it starts while this one goes on.
"""

import os

from werkmonitor.engine import warm_up
from werkmonitor.publish.notebooks import PRELOAD

os.environ.update(PRELOAD)
warm_up()

import nbclient  # noqa: E402, F401
import papermill  # noqa: E402, F401

import werkmonitor.publish.svg  # noqa: E402, F401
from werkmonitor.publish import convert  # noqa: E402

convert.prepare()
