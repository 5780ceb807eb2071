# Everything from a bare checkout: `make run` to use it, `make test` to test it.

PYTHON ?= python3
PORT ?= 8000
RECOLOR_VAR ?= var
override RECOLOR_VAR := $(abspath $(RECOLOR_VAR))
export PORT RECOLOR_VAR

VENV := .venv/bin
MANAGE := $(VENV)/python manage.py
ICONS := alert-triangle arrow-back-up arrow-down arrow-forward-up arrow-up bookmark brush check chevron-left \
	chevron-right clipboard cloud cloud-upload color-picker color-swatch copy download eraser eye-check file-export \
	file-spreadsheet file-type-pdf folder key keyboard layers-union layout-grid link logout maximize minus palette pencil \
	photo player-pause player-play plus pointer refresh scissors search settings sun-moon table tag trash upload users x \
	zoom-in zoom-out
NODE := node_modules

.PHONY: run setup test test-services check fix verify lock clean train database

run: setup
	@printf '\n  Recolor Studio starts on http://127.0.0.1:$(PORT) (Ctrl-C stops it)\n  Sign in, once:  '
	@$(MANAGE) signin_link --base-url http://127.0.0.1:$(PORT)
	@echo
	@exec $(VENV)/supervisord -c supervisord.conf

setup: .venv/.packages .models/manifest.json .static/.collected database

# Packages: locked with hashes; the environment follows the locks.
.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.packages: requirements.lock | .venv/bin/python
	$(VENV)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.packages-dev: requirements-dev.lock .venv/.packages
	$(VENV)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(NODE)/.packages: package.json package-lock.json .npmrc
	npm ci --no-progress --loglevel=error
	@touch $@

# Models, verified by checksum and prepared: see recolor/engine/third_party/prepare.py.
.models/manifest.json: $(NODE)/.packages recolor/engine/third_party/prepare.py .venv/.packages
	$(VENV)/python -m recolor.engine.third_party.prepare
	@touch $@

# Static files: ours, and the few of other packages that pages use (without their source maps).
static/vendor/.copied: $(NODE)/.packages Makefile
	@mkdir -p static/vendor/icons
	sed 's,/\*# sourceMappingURL[^*]*\*/,,' $(NODE)/@tabler/core/dist/css/tabler.min.css > static/vendor/tabler.min.css
	sed '/^\/\/# sourceMappingURL/d' $(NODE)/img-comparison-slider/dist/index.js > static/vendor/img-comparison-slider.js
	cp $(NODE)/img-comparison-slider/dist/styles.css static/vendor/img-comparison-slider.css
	@mkdir -p static/vendor/fonts
	cp $(NODE)/dejavu-fonts-ttf/ttf/DejaVuSans.ttf $(NODE)/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf static/vendor/fonts/
	cp $(NODE)/heic-to/dist/csp/heic-to.js static/vendor/heic-to.js
	for icon in $(ICONS); do cp $(NODE)/@tabler/icons/icons/outline/$$icon.svg static/vendor/icons/; done
	@touch $@

.static/.collected: static/vendor/.copied .venv/.packages $(shell find static -type f -not -path 'static/vendor/*')
	$(MANAGE) collectstatic --noinput --verbosity 0 --ignore ext --ignore redoc --ignore rest_framework
	@touch $@

database: .venv/.packages .models/manifest.json
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed

# Tests. The browser comes from Debian; where it is missing and may be installed, it is.
CHROMIUM := /usr/bin/chromium
$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; \
	else echo "Chromium is missing: install Debian's package chromium for the browser tests."; exit 1; fi

test: .venv/.packages-dev .models/manifest.json .static/.collected $(CHROMIUM)
	$(VENV)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

verify: .venv/.packages-dev .models/manifest.json .static/.collected $(CHROMIUM)
	$(VENV)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"
	$(VENV)/python -m pytest -m slow

check: .venv/.packages-dev static/vendor/.copied
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/codespell
	$(VENV)/mypy
	$(VENV)/lint-imports
	RECOLOR_HTTPS=1 $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(VENV)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(VENV)/djlint --quiet --lint templates
	$(VENV)/python -m pytest tests/test_repository.py

fix: .venv/.packages-dev
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .
	-$(VENV)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

# The test suite on PostgreSQL, Redis and an S3 server: those of the environment, or own ones that end with it, for which
# Debian's packages are installed like Chromium. ARGS chooses the tests, for example ARGS="tests/services tests/api".
test-services: .venv/.packages-dev .models/manifest.json .static/.collected $(CHROMIUM)
	$(VENV)/python -m tests.run_on_services -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

# The locks, made anew from pyproject.toml; neither names a registry's host.
LOCK := $(VENV)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--universal --python-version 3.11
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra services -c requirements.lock -o requirements-services.lock
	$(LOCK) pyproject.toml --extra dev --extra bench --extra services -c requirements-services.lock -o requirements-dev.lock

# The weights of the parser, the quality network and the detail network; hours of work, resumable. See
# training/README.md.
train: .venv/.packages-dev .models/manifest.json
	$(VENV)/python -m pip install --quiet -r training/requirements.txt
	$(VENV)/python -m training.train
	$(VENV)/python -m training.train --name fine --start parser --epochs 1 --fine-tune
	$(VENV)/python -m training.train_head
	$(VENV)/python -m training.export
	$(VENV)/python -m training.train --name fold0 --leave-out 0 --epochs 9
	$(VENV)/python -m training.train --name fold1 --leave-out 1 --epochs 9
	$(VENV)/python -m training.train_head --name head0 --leave-out 0
	$(VENV)/python -m training.train_head --name head1 --leave-out 1
	$(VENV)/python -m training.fit_outfits
	$(VENV)/python -m training.train_quality
	$(VENV)/python -m training.train_clicks
	$(VENV)/python -m training.train_details

clean:
	rm -rf .venv .models .static $(NODE) static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
