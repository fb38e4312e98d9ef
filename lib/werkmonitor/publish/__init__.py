"""Publishing: from the protected cube to the monitors that councils and residents read.

Papermill, nbconvert and Altair are loaded where they are used: importing this costs next to nothing.
"""

from werkmonitor.publish.notebooks import check_parameters
from werkmonitor.publish.site import PublishResult, preview_notebook, publish

__all__ = ["PublishResult", "check_parameters", "preview_notebook", "publish"]
