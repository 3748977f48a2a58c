"""Pages of the registry's old site, full text and tabular view, by the layouts of the years."""
