# make run    serves Impact; the first time it installs everything into .venv
# make test   what must hold before a change lands: style, types, tests, browser tests
# make check  style and types only
# make lock   works out requirements.lock anew from pyproject.toml

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

.PHONY: run test check lock elsewhere

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

lock: var/uv/bin/uv
	@var/uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --extra dev \
		--no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock

var/uv/bin/uv:
	@"$$(scripts/python)" -m venv var/uv
	@var/uv/bin/python -m pip install --quiet uv

$(STAMP): requirements.lock pyproject.toml
	@scripts/install

elsewhere:
