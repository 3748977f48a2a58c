"""The plain text of a page; begin with `read`."""
