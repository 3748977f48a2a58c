"""The results tab of a page; begin with `page`."""
