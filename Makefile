# Each target works on a fresh clone (accuracy wants real records, see README): it makes its own .venv and installs what
# it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo screenshots test test-datasette-1 engines check wheel generate soak bench accuracy clean

demo: .venv/installed
	$(BIN)/harvester demo

test: .venv/installed
	$(BIN)/python -m pytest -n auto --dist worksteal tests --ignore=tests/browser --ignore=tests/engines
	$(BIN)/python -m pytest tests/browser

# The plugin on the newest pre-release of Datasette 1.0, in an environment of its own.
test-datasette-1: build/datasette-1/installed
	build/datasette-1/bin/python -c 'from datasette.version import __version__ as v; print("datasette", v); assert v[:2] == "1."'
	build/datasette-1/bin/python -m pytest -n auto --dist worksteal tests/web

# The same answers from SQLite, DuckDB and Spark (Java 17); a step of its own, for the size of what it installs.
engines: .venv/engines
	$(BIN)/python -m pytest tests/engines

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m harvester.mapping.describe schema/generated --check
	$(BIN)/cog --check README.md

# What a user installs: the wheel alone, in an environment of its own, far from this folder.
wheel:
	rm -rf build/wheel && mkdir -p build/wheel
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/*.whl
	cd build/wheel && venv/bin/harvester demo --no-serve && venv/bin/harvester check --db demo.db

screenshots: .venv/installed
	$(BIN)/python -m tests.screenshots
	command -v pngquant >/dev/null && pngquant --force --ext .png --quality 80-98 docs/*.png || true

generate: .venv/installed
	$(BIN)/python -m harvester.mapping.describe schema/generated
	$(BIN)/cog -r README.md

soak: .venv/installed
	SOAK=60 $(BIN)/python -m pytest tests/store/test_kill.py

bench: .venv/installed
	$(BIN)/python -m tests.benchmarks

accuracy: .venv/installed
	$(BIN)/python -m tests.accuracy

clean:
	rm -rf .venv build *.egg-info

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

build/datasette-1/installed: pyproject.toml
	$(PYTHON) -m venv build/datasette-1
	build/datasette-1/bin/python -m pip install --quiet --upgrade pip
	build/datasette-1/bin/python -m pip install --quiet --upgrade 'datasette>=1.0a0,<2' --editable '.[test]'
	touch $@

.venv/engines: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[engines]'
	touch $@
