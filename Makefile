# `make demo` and `make test` need Debian's python3-venv and make; everything else comes from the package registry.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo docs pictures release test lint clean

demo: .venv/installed
	$(BIN)/python demo/run.py build/demo

test: .venv/tested
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

pictures: .venv/tested
	$(BIN)/python demo/run.py build/demo > build/demo.txt
	$(BIN)/python demo/make_pictures.py build/demo docs/pictures

docs: .venv/tested
	$(BIN)/python docs/generate_reference.py --check
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs

release: .venv/tested
	rm -rf build/release
	$(BIN)/python -m build --quiet --outdir build/release
	$(BIN)/twine check --strict build/release/*
	$(PYTHON) -m venv build/release/venv
	build/release/venv/bin/pip install --quiet build/release/*.whl
	build/release/venv/bin/clausetrail --version
	ls -l build/release

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "clausetrail needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[browse]'
	touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv build
