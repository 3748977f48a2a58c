"""Abridged demo records in the API v2 shape, one study a file; README.md says what they are."""
