# Everything begins here: `make demo`, `make test`. Needs Python 3.11 or newer, make and git.

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := indexer searcher web letopis
CODE := $(PACKAGES) tests benchmarks tools

.PHONY: demo install test check fix docs bench bench-smoke lock fonts browser opensearch dist clean

demo: install  ## import the sample archive, index it, serve it
	@$(BIN)/letopis demo

install: .venv/installed  ## a virtual environment with everything, and .venv/bin/letopis

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Letopis needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The commands that tests run need not be compiled for each of them.
test: install browser  ## every test, those of the browser included
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/opensearch
	@# Three nodes and what kills them want the machine to themselves.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile tests/opensearch

# Chromium for the browser tests: installed where we may, else the tests say what they skip.
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing chromium for the browser tests …"; \
	    apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	        chromium fonts-dejavu-core >/dev/null || \
	      echo "chromium could not be installed: the browser tests will be skipped"; \
	  else \
	    echo "No chromium, and no right to install it: the browser tests will be skipped"; \
	  fi; }

opensearch: install  ## a cluster of three nodes on this machine, until Ctrl-C; fetched if it is missing
	@$(BIN)/python -m tests.opensearch

check: install  ## format, lint, types
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy

fix: install  ## mend format and what lint can mend
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

docs: install  ## write the pages that are made from the code
	@$(BIN)/python -m web.cli.reference > docs/reference/cli.md

dist: install  ## the packages to install elsewhere: sdist and wheel, in dist/
	@$(BIN)/python -m hatchling build --clean

SIZES ?= 10000,100000
FOLDER ?= /var/tmp/letopis-benchmarks

bench: install  ## the measurements, half an hour or more; never part of the tests
	@$(BIN)/python -m benchmarks --sizes $(SIZES) --folder $(FOLDER)

bench-smoke: install  ## every measurement over little, so that none of them rots; nothing is timed
	@$(BIN)/python -m benchmarks --smoke

# Names, versions and hashes only: no address of a package registry may stand in the file.
lock: install  ## compile requirements.lock anew, and what of it an installation needs
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra import --extra opensearch --extra uk \
	  --constraint requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --quiet --output-file deploy/requirements.lock

# The originals are in a package of their own, which nobody needs who does not change the fonts.
fonts: install  ## make the fonts of the site anew: docs/howto/make-the-fonts.md
	@$(BIN)/python -m pip install --quiet --no-deps --target .venv/fonts fontpkg-source-serif-4==4.4
	@$(BIN)/python -m tools.make_fonts .venv/fonts/fontpkg_source_serif_4/files

clean:
	@rm -rf .venv .opensearch .mypy_cache .pytest_cache .ruff_cache .hypothesis
