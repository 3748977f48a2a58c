"""What pages of all years and their plain text share: labels, values, lists; `study` puts them together."""
