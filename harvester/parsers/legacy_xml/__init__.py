"""The registry's XML; begin with `read`."""
