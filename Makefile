# Needs Python 3.11 or newer with venv, make, and a package index. Everything else is set up here.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install run test quick lint resilience soak lock schema score trainer mutants pictures sbom

install: $(READY)
	@$(if $(filter install,$(MAKECMDGOALS)),echo "Everything is set up. Next: make run opens the line in your browser; make test checks all of it.",:)

$(READY): requirements-test.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name one with make PYTHON=..."; exit 2; }
	@echo "Setting up, once: a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)

run: install
	@$(BIN)/responder preview

test: install lint
	$(BIN)/python -m pytest --durations=20 --durations-min=5

quick: install
	$(BIN)/python -m pytest -q -m "not slow"

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive responder tools

# Replicas behind the shipped nginx while machines die, hang, roll and reload, and every other part
# of tests/resilience: at most five minutes. Needs nginx (apt-get install nginx).
resilience: install
	@$(BIN)/python -m tests.resilience

# A quarter of an hour at a steady rate: memory, slowest answers, what is lost, minute by minute.
soak: install
	@$(BIN)/python -m benchmarks.soak

# The lock files: exact versions with hashes, for every supported Python, and no index address.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --no-emit-find-links --extra test pyproject.toml -o requirements-test.lock
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --no-emit-find-links --extra train pyproject.toml -o requirements-train.lock
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-emit-index-url --no-emit-find-links --extra test --extra mutation pyproject.toml -o requirements-mutation.lock

# What a server is made of, as CycloneDX JSON in build/sbom.json; needs no network.
sbom: install
	$(BIN)/python tools/sbom.py requirements.lock build/sbom.json

# The weights of the crisis check, learnt from tests/panel: a few minutes.
score: trainer
	PYTHONPATH=. .venv-train/bin/python tools/train_score.py

trainer: .venv-train/.ready

.venv-train/.ready: requirements-train.lock
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	@touch $@

# Every small change to the crisis check that no test notices: an hour on two busy cores.
mutants:
	$(PYTHON) -m venv .venv-mutants
	.venv-mutants/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutation.lock
	.venv-mutants/bin/mutmut run
	.venv-mutants/bin/mutmut results

# The schema that editors use, made from the models.
schema: install
	$(BIN)/python -m responder.flow.model > responder/flow/schema.json

# The pictures of the READMEs, made by a browser (the package chromium).
pictures: install
	PYTHONPATH=. $(BIN)/python -m tests.preview.pictures
