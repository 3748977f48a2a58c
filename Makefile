# Each target works on a fresh clone: it makes its own .venv and installs what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check generate soak bench accuracy clean

demo: .venv/installed
	$(BIN)/harvester demo

test: .venv/installed
	$(BIN)/python -m pytest tests --ignore=tests/browser
	$(BIN)/python -m pytest tests/browser

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m harvester.mapping.describe schema/generated --check
	$(BIN)/cog --check README.md

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
