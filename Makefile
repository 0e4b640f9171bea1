# Every target sets up what it needs first (.ci/bootstrap.py); run again, it starts at once.
#   make demo ONCE=1        the demo without the server at the end
#   make test ARGS='-k x'   arguments for the command of a target

SHELL = /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test torture lint check bench clean

PYTHONS = python3 python3.13 python3.12 python3.11 python3.14 python
BOOTSTRAP = for python in $(PYTHONS); do \
	if $$python -c '' >/dev/null 2>&1; then exec $$python .ci/bootstrap.py $(1); fi; \
	done; echo 'adops needs Python 3.11 or newer, and none was found.' >&2; exit 1

help:
	@echo 'make demo | test | serve | check | lint | torture | bench | setup | clean'

setup:
	@$(call BOOTSTRAP,setup)

demo:
	@$(call BOOTSTRAP,demo $(if $(ONCE),--once) $(ARGS))

serve:
	@$(call BOOTSTRAP,serve $(ARGS))

test:
	@$(call BOOTSTRAP,test $(ARGS))

# a hundred rounds of kill -9 in the middle of each kind of mail, of what a run of 200 pages works
# with, ten times each (the suite does a few), and five looks at the whole labelled site on bad days
# of the net (the suite takes one at some of its pages)
torture:
	@export ADOPS_TORTURE=$${ADOPS_TORTURE:-100}; $(call BOOTSTRAP,test -n 0 tests/adops/killed tests/checks/test_killed.py tests/checks/test_noise.py $(ARGS))

# format, lint, types, import contracts
lint:
	@$(call BOOTSTRAP,lint)

check: lint test

bench:
	@$(call BOOTSTRAP,bench $(ARGS))

clean:
	rm -rf .venv .cache var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
