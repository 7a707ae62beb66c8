# Two commands: `make demo` and `make test`. Each makes its own virtual environment first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXTRA := $(if $(PIP_EXTRA_INDEX_URL),--extra-index-url $(PIP_EXTRA_INDEX_URL))
LAN ?=

.PHONY: help demo test lint words install clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: install ## Open a house with a rehearsal group (LAN=1: phones in the room can join)
	$(BIN)/group-plgl demo $(if $(LAN),--lan)

test: install ## Check style, types and imports, and run all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: install ## Mend style where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: install ## Take new texts into the translations; fill them in in group_plgl/web/languages
	$(BIN)/python tests/house/test_languages.py

install: $(VENV)/installed ## Make the virtual environment and install everything into it

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python lacks the venv module; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(EXTRA) -c constraints.txt -e '.[test,bench]'
	touch $@

clean: ## Remove the virtual environment
	rm -rf $(VENV)
