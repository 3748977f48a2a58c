"""A study's own page: `reading` reads it, `view` puts it in sections."""
