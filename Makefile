# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: demo test drill lint browser softhsm python bench

# Everything is pinned by hash in requirements.lock; uv is used when present.
.venv: .venv/made
.venv/made: requirements.lock pyproject.toml | python
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv -q --allow-existing --python "$$(command -v $(PYTHON))" .venv && \
	  uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  { $(PYTHON) -m venv .venv || { echo "install python3-venv first"; exit 1; }; } && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "creditbank needs python3 >= 3.11"; exit 1; }

# A busy port is said before any work is done.
demo: python
	@case "$(PORT)" in ''|*[!0-9]*) echo "PORT must be a number"; exit 2;; esac
	@$(PYTHON) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
	  || { echo "port $(PORT) is busy; choose another: make demo PORT=8001"; exit 1; }
	@$(MAKE) -s --no-print-directory .venv
	@$(BIN)/creditbank demo --port $(PORT) --out var/demo

lint: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

test: .venv browser softhsm lint
	$(BIN)/pytest -n 2 --dist loadfile -m "not drill" --cov --cov-report=
	$(BIN)/coverage report --include 'creditbank/core/*' --fail-under=100 --skip-covered
	$(BIN)/coverage report --fail-under=96 --format=total

drill: .venv softhsm
	$(BIN)/pytest -m "drill or strangers" -s
	EXPLORE=1 $(BIN)/pytest -q -n 2 tests/core/test_policy_laws.py tests/core/test_policy_schema.py

# Only ratios against a control of the same run can fail; QUICK=1 takes fewer rounds.
bench: .venv
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

# Debian's Chromium and a CJK font, installed when root; elsewhere one line says so.
CHROMIUM = { command -v chromium || command -v chromium-browser || command -v google-chrome; }
FONT = { [ "$$(uname)" = Darwin ] || fc-list :lang=zh 2>/dev/null | grep -q .; }
browser:
	@{ $(CHROMIUM) >/dev/null && $(FONT); } || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq >/dev/null 2>&1; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium fonts-noto-cjk fontconfig >/dev/null 2>&1; fi; true; }
	@{ $(CHROMIUM) >/dev/null && $(FONT); } || \
	  echo "NOT RUN: browser tests need Chromium and a CJK font (chromium, fonts-noto-cjk)"

# A PKCS#11 token in software, likewise.
softhsm:
	@command -v softhsm2-util >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq >/dev/null 2>&1; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      softhsm2 >/dev/null 2>&1; fi; true; }
	@command -v softhsm2-util >/dev/null || \
	  echo "NOT RUN: tests of keys in a token need softhsm2"
