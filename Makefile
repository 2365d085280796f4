# make run    serves Impact; the first time it installs everything into .venv
# make test   what must hold before a change lands: style, types, tests, browser tests
# make test-spark   the metrics on Spark, in an environment of its own; `make test` calls it where Java is found
# make check  style and types only
# make lock   works out requirements.lock anew from pyproject.toml
# make fuzz   damages real files and sends them: CASES=10000 of them, from SEED=1
# make bench-intake   what a return costs on its way in, as ratios measured in one run
# make bench-screens  what a screen costs its reader, beside a bare page that replays as many charts
# make screens        takes the pictures of every screen for docs/screens
# make layouts        keeps anew how every screen is laid out, once a change has been looked at
# make bench-metrics  what figures, charts over time and the gate cost over ten years of 200 services

IMPACT_PORT ?= 8501
export IMPACT_PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

BIN := .venv/bin
STAMP := .venv/.installed
MYPY_CACHE_DIR ?= .mypy_cache
export MYPY_CACHE_DIR

# A copied or moved folder keeps scripts that point to where it was: such an environment is made anew.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): elsewhere
endif

.PHONY: run test test-spark check lock fuzz bench-intake bench-metrics bench-screens screens layouts elsewhere

run: $(STAMP)
	@$(BIN)/impact serve --port "$(IMPACT_PORT)"

test: $(STAMP)
	@scripts/browser >/dev/null
	@scripts/postgres >/dev/null || true
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -m "not browser and not spark"
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory test-spark; else echo "No Java: not tried on Spark"; fi
	IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/pytest -m browser tests/browser

test-spark: var/spark/.installed
	IMPACT_SPARK="$(CURDIR)/var/spark" $(BIN)/pytest -m spark tests/spark

# Spark is large, and Impact does without it. It stands beside what .venv holds, and asks for nothing else.
var/spark/.installed: tests/spark/requirements.lock | $(STAMP)
	@rm -rf var/spark
	@$(BIN)/python -m pip install --quiet --no-input --no-deps --no-build-isolation --require-hashes \
		--target var/spark --requirement tests/spark/requirements.lock
	@touch $@

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fuzz: $(STAMP)
	$(BIN)/python benchmarks/fuzz.py

bench-intake: $(STAMP) var/frictionless/bin/python
	@scripts/postgres >/dev/null || true
	FRICTIONLESS=var/frictionless/bin/python $(BIN)/python benchmarks/bench_intake.py
	$(BIN)/python benchmarks/bench_plausibility.py
	$(BIN)/python benchmarks/bench_keep.py
	$(BIN)/python benchmarks/bench_writers.py
	IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/python benchmarks/bench_drop.py

bench-metrics: $(STAMP)
	$(BIN)/python benchmarks/bench_metrics.py
	$(BIN)/python benchmarks/bench_spc.py

bench-screens: $(STAMP)
	IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/python benchmarks/bench_screens.py

screens: $(STAMP)
	IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/python benchmarks/screens.py

layouts: $(STAMP)
	IMPACT_LAYOUTS=keep IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/pytest -m browser tests/browser/test_layout.py

# frictionless has an environment of its own, for it asks for older libraries than Impact.
var/frictionless/bin/python: benchmarks/requirements.lock
	@"$$(scripts/python)" -m venv var/frictionless
	@$@ -m pip install --quiet --require-hashes --only-binary :all: --requirement benchmarks/requirements.lock
	@touch $@

lock: var/uv/bin/uv
	@var/uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --extra dev \
		--no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock
	@var/uv/bin/uv pip compile benchmarks/requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet --output-file benchmarks/requirements.lock
	@var/uv/bin/uv pip compile tests/spark/requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet --output-file tests/spark/requirements.lock

var/uv/bin/uv:
	@"$$(scripts/python)" -m venv var/uv
	@var/uv/bin/python -m pip install --quiet uv

$(STAMP): requirements.lock pyproject.toml
	@scripts/install

elsewhere:
