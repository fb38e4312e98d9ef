"""The reply: a partner's own workbook with what was found in it, in plain Dutch."""
