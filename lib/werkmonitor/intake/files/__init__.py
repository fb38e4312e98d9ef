"""A workbook's file: what it is, whether it may be read, and what stands in it; in a process of its own."""
