"""Imported by the process from which those that make monitors are forked: what each of them would import itself.

The warm process of the notebooks' runs is started here too: they share it.
"""

import nbclient
import nbformat
import papermill

import werkmonitor.publish.convert
import werkmonitor.publish.notebooks
import werkmonitor.publish.pages
import werkmonitor.publish.svg
from werkmonitor.engine import warm_up

__all__ = ["nbclient", "nbformat", "papermill", "werkmonitor"]

warm_up()
