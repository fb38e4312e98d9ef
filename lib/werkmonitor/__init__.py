"""werkmonitor."""
