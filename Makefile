# Each target sets up what it needs in .venv and does its job. PYTHON=python3.12 chooses another Python.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-slow browser check bench lock clean

run: .venv/.installed
	$(BIN)/entretiens run corpus/raw --out out --show-first

test: check
	$(BIN)/python -m pytest

test-slow: .venv/.installed-slow browser
	$(BIN)/python -m pytest -m slow --ignore tests/e2e/test_ray.py
	$(BIN)/python -m pytest -m slow tests/e2e/test_ray.py

# Ray leaves sockets to the end of a process, and their warnings would fail whatever test comes later.
# The browser that the report is tested in; where it cannot be installed those tests are skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium; \
	else echo "no Chromium: the tests of the report in a browser are skipped"; fi

check: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/entretiens schema | cmp - pipeline/record.schema.json
	$(BIN)/python scripts/build_corpus.py --check --quiet

bench: .venv/.installed
	$(BIN)/python scripts/benchmark.py

# Another set of versions: a deliberate step, since records may change with it.
lock: .venv/.installed-dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --extra hf --extra train --extra ray pyproject.toml -o constraints.txt

clean:
	rm -rf .venv out build dist *.egg-info

.venv/.installed: constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/.installed-dev: .venv/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# With PyTorch, for training and for other people's models, and with Ray.
.venv/.installed-slow: .venv/.installed-dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,hf,train,ray]'
	touch $@
