"""What other documents say of studies: NCT ids with their sentences."""

from collections.abc import Mapping, Sequence

from harvester.documents import Mention
from harvester.record import now
from harvester.store.file import Store


def save_mentions(store: Store, mentions: Mapping[str, Sequence[Mention]]) -> None:
    """Put the mentions of each document in the place of those it had, all or nothing; none takes the old ones out."""
    found_at = now()
    rows = [
        (item.document, item.position, item.nct_id, item.title, item.sentence, item.start, found_at)
        for items in mentions.values()
        for item in items
    ]
    with store.transaction():
        store.conn.executemany(
            "DELETE FROM mentions WHERE document = ?", [(document,) for document in mentions]
        )
        store.conn.executemany(
            "INSERT INTO mentions (document, position, nct_id, title, sentence, start, found_at) VALUES (?,?,?,?,?,?,?)",
            rows,
        )
