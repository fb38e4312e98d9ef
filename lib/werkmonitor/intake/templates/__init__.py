"""The workbook that a partner is asked to fill in, made from its layouts."""
