"""The layout of August 2018 to June 2024: classes with the prefixes `ct-` and `tr-`, sections under `h3`.

No real full-text page of these years was at hand. The header is that of real results tabs of 2018 and 2019; the rest follows
a template of the page and the text that a reader mode made of NCT04382547, and is tested on pages written after these facts.
"""

from harvester.parsers.classic.layout import Layout
from harvester.parsers.classic.page_2017 import has_prefixes, header

LAYOUT = Layout(
    "2018–2024",
    has_prefixes,
    header,
    ("Study Description", "Eligibility Criteria", "More Information"),
)
