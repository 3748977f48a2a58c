"""The SQLite file: opened, migrated, written whole or not at all."""

from harvester.store.batch import Outcome
from harvester.store.file import Store
from harvester.store.ledger import Ledger, Run
from harvester.store.open import open_store
from harvester.store.read import read_rows, read_study
from harvester.store.save import Saver

__all__ = ["Ledger", "Outcome", "Run", "Saver", "Store", "open_store", "read_rows", "read_study"]
