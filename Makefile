# Everything goes into .venv here; python3 (3.11 or newer) and make are all that is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Offline: `make demo WHEELS=wheels` installs from a folder filled by `make wheels` on a connected machine.
WHEELS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
FROM := $(if $(WHEELS),--no-index --find-links $(WHEELS),)
# One BLAS thread per process: more of them only fight over the cores.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: demo test nightly ci lint types contracts rules browser wheels lock clean

demo: $(VENV)/.ready
	$(BIN)/tenken demo

# Three at a time whatever the cores: a browser test waits more than it computes.
test: $(VENV)/.ready-dev
	$(BIN)/pytest -n 3 --dist loadfile

# What takes too long for every change: 20,000 damaged files, workbooks, tables and uploads, 200 kills.
nightly: $(VENV)/.ready-dev
	TENKEN_FUZZ_CASES=20000 TENKEN_FUZZ_SEED=$$(date +%j) $(BIN)/pytest -n 2 tests/security/test_fuzz_readers.py
	$(BIN)/python benchmarks/kill_loop.py --kills 200

ci: browser lint types contracts rules test

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy

contracts: $(VENV)/.ready-dev
	$(BIN)/lint-imports

rules: $(VENV)/.ready-dev
	$(BIN)/tenken rules check

# The browser tests need the system's Chromium and a Japanese font; without the right to install they are skipped with a reason.
browser:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else echo "chromium is not installed: the browser tests will be skipped"; fi; }

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit("tenken needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/.made
	$(PIP) install -q $(FROM) --require-hashes -r requirements.lock
	$(PIP) install -q $(FROM) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(PIP) install -q $(FROM) --require-hashes -r requirements-dev.lock
	touch $@

wheels: $(VENV)/.made
	$(PIP) download -q --require-hashes -r requirements.lock -d wheels
	$(PIP) download -q --require-hashes -r requirements-extras.lock -d wheels

# For maintainers: needs uv on the PATH.
lock:
	uv pip compile pyproject.toml -c constraints.txt --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --group dev --all-extras -c constraints.txt -c requirements.lock --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
	$(PYTHON) -c 'import pathlib, tomllib; \
	  extras = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]; \
	  print(*extras["server"], *extras["oidc"], sep="\n")' \
	  | uv pip compile - -c constraints.txt -c requirements-dev.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements-extras.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
