"""What can go wrong, said so that the reader knows what to do next."""


class HarvesterError(Exception):
    """Base of every error the tool raises on purpose; its text is meant for the user."""


class UsageError(HarvesterError):
    """The call itself is wrong (a malformed NCT ID, an unknown column): nothing was asked or written."""


class RecordError(HarvesterError):
    """One record cannot be read; `path` names the place in it, dotted, '' for the whole."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class RegistryError(HarvesterError):
    """The registry (or archive) could not be reached or answered nonsense, all retries spent."""


class StoreError(HarvesterError):
    """The SQLite file cannot be opened, written or trusted."""


class BusyError(StoreError):
    """Another run holds the lock on the file."""
