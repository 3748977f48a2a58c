"""Eligibility text as single criteria; begin with `read`."""
