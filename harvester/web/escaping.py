"""Text made safe for HTML, for what is written in Python rather than in a template."""

from html import escape as _escape


def escape(text: str) -> str:
    """`html.escape`; most texts need none, which five looks tell sooner than its five replacements."""
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return _escape(text)
    return text
