"""The page of changes, as JSON and as a feed too."""
