# make run    serves Impact; the first time it installs everything into .venv
# make test   what must hold before a change lands: style, types, tests, browser tests
# make check  style and types only
# make lock   works out requirements.lock anew from pyproject.toml
# make fuzz   damages real files and sends them: CASES=10000 of them, from SEED=1
# make bench-intake   what a return costs on its way in, as ratios measured in one run

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

.PHONY: run test check lock fuzz bench-intake elsewhere

run: $(STAMP)
	@$(BIN)/impact serve --port "$(IMPACT_PORT)"

test: $(STAMP)
	@scripts/browser >/dev/null
	@scripts/postgres >/dev/null || true
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -m "not browser"
	IMPACT_BROWSER="$$(scripts/browser)" $(BIN)/pytest -m browser tests/browser

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

var/uv/bin/uv:
	@"$$(scripts/python)" -m venv var/uv
	@var/uv/bin/python -m pip install --quiet uv

$(STAMP): requirements.lock pyproject.toml
	@scripts/install

elsewhere:
