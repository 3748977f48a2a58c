"""The comparison: `page` reads it, `view` says what is shown, `body` and `svg` draw it."""
