"""The registry's Markdown as HTML that is safe to show."""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

LONGEST = 60_000
"""Characters rendered as Markdown; what follows is shown as plain text, so that no record can keep a page busy."""

# The registry writes paragraphs, lists and escapes. Everything else that Markdown knows would eat signs from records
# that are plain text: '>18 years' is no quotation, '# of falls' no heading, '[1]: …' no link definition.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    [
        "code",
        "fence",
        "blockquote",
        "heading",
        "lheading",
        "reference",
        "hr",
        "html_block",
        "backticks",
        "link",
        "image",
        "emphasis",
        "entity",
    ]
)
_TAGS = {"p", "br", "ul", "ol", "li", "a"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SPECIAL = re.compile(r"[\\*<\n]|^\s*(?:[-+]|\d+[.)])\s")


def rendered(text: str) -> Markup:
    """Markdown → HTML of paragraphs, lists and http(s) links."""
    if not _SPECIAL.search(text):
        return Markup("<p>{}</p>").format(text)
    head, tail = text[:LONGEST], text[LONGEST:]
    html = nh3.clean(
        _MARKDOWN.render(head),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    rest = Markup('<p class="h-plain">{}</p>').format(tail) if tail else ""
    return Markup(html) + rest


def plain(text: str) -> Markup:
    """Text as it is, line breaks kept."""
    return Markup("<br>").join(escape(line) for line in text.splitlines()) if "\n" in text else escape(text)
