"""The words that products are read with, from `data/vocabulary`; begin with `files`."""
