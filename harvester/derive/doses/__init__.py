"""Doses in prose; begin with `find`."""
