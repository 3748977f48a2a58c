"""The landing page and its charts."""
