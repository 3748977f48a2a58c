"""Documents that speak of studies: read, searched for NCT ids."""

from harvester.documents.mentions import Mention, find_ids, find_mentions
from harvester.documents.text import Document, Link, read_document

__all__ = ["Document", "Link", "Mention", "find_ids", "find_mentions", "read_document"]
