"""Package data of the schema."""
