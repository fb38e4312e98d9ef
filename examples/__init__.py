"""The fictional deliveries of the example, and larger sets of the same kind: `python -m examples.generate`."""
