import pytest


@pytest.fixture
def save(tmp_path):
    def save(name, payload):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(payload)
        return path

    return save
