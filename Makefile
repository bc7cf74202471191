# The two commands: `make run` and `make test`. Each does all its own set-up.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
CANVAS := builder/canvas/frontend
# The tests write thousands of files that are to survive a power cut: where memory has room for
# them, no test waits for the disk.
ROOM = $(shell df -k --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 8000000 {print "/dev/shm"}')
# What was compiled once is kept: the tests of commands start hundreds of processes.
PYTEST = PYTHONDONTWRITEBYTECODE= $(addprefix PYTEST_DEBUG_TEMPROOT=,$(ROOM)) \
  $(BIN)/pytest -p no:cacheprovider
LATER := keras or browser or shared or postgres

.PHONY: run test check lint light canvas bench schema screenshots clean
.DELETE_ON_ERROR:

run: .venv/.users  ## install once, then open the app in the browser
	$(BIN)/lesion-studio app --port $(PORT)

test: COVER := --cov --cov-report=
test: check canvas .venv/.developers  ## every gate and every test, and how much they reach
	$(PYTEST) -m "$(LATER)" -n 2 --dist loadfile --no-loadscope-reorder $(COVER) --cov-append
	$(BIN)/coverage report --fail-under=95

check: .venv/.developers  ## the gates and tests that need no Node, Chromium or TensorFlow: a few minutes
	$(MAKE) --no-print-directory -j 2 light lint COVER="$(COVER)"

light: .venv/.developers
	$(PYTEST) -m "not ($(LATER))" -n 2 --dist loadfile $(COVER)

lint: .venv/.developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

canvas:  ## the drawing board: lint, unit tests, rebuilt and compared with what is committed
	cd $(CANVAS) && npm ci --no-audit --no-fund --loglevel=error
	cd $(CANVAS) && npm run lint && npm test && npm run build
	git diff --exit-code --stat -- builder/canvas/static
	@test -z "$$(git status --porcelain -- builder/canvas/static)" || \
	  { echo "builder/canvas/static differs from its source: commit the rebuilt files."; exit 1; }

bench: .venv/.developers  ## what the documents tell of speed; the last one takes an hour or more
	$(BIN)/python benchmarks/importing.py
	$(BIN)/python benchmarks/canvas_latency.py
	$(BIN)/python benchmarks/canvas_frames.py
	$(BIN)/python -m benchmarks.designs_page
	$(BIN)/python benchmarks/strongest_features.py
	$(BIN)/python -m benchmarks.many_photographs
	$(BIN)/python -m benchmarks.engine

schema: .venv/.developers  ## writes docs/design.schema.json, after a change of what a design is
	$(BIN)/python -m builder.schema

screenshots: .venv/.developers  ## retakes the pictures of README and docs (needs Chromium)
	$(BIN)/python tests/browser/screenshots.py

.venv/.users: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.developers: requirements-dev.txt requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@ .venv/.users

clean:
	rm -rf .venv build *.egg-info $(CANVAS)/node_modules
