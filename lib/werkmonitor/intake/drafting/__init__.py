"""A first draft of the layout of a workbook that nobody described yet: what stands there, what that seems to mean."""

from werkmonitor.intake.drafting.draft import Draft, draft_layout
from werkmonitor.intake.drafting.known import Known

__all__ = ["Draft", "Known", "draft_layout"]
