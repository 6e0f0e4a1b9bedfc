# nc-bench: `make demo` and `make test` bring up a fresh Debian machine that has Swift and git.
# Every target can be repeated; what is done already is not done again.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# What the build and the demo need from Debian.
PACKAGES := libhdf5-dev libpng-dev libcsv-dev libturbojpeg0-dev libopenblas-dev zlib1g-dev libisal-dev pkg-config g++ \
	gnuplot-nox python3 python3-venv
# What the tests need beside: a browser for reports' pages, jq for recipes of the docs, and a cluster of two nodes that runs for a minute.
TEST_PACKAGES := chromium-headless-shell jq slurm-wlm
TORCH_VERSION := 2.13.0
TORCH_OLDEST := 2.11.0
# A libtorch of your own: make LIBTORCH=/path/to/libtorch ...
LIBTORCH ?=
ifneq ($(LIBTORCH),)
export LIBTORCH
endif

PYTHON := .deps/torch/bin/python
BENCH := .build/release/bench
SUITES := Benchmarks/Suites
DEMO := Results/demo
EMBEDDED := Results/embedded

CLIP_VOCABULARY := $(or $(NCBENCH_CACHE),.cache)/clip/bpe_simple_vocab_16e6.txt.gz
CLIP_VOCABULARY_SHA256 := 924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a

.PHONY: help deps deps-test clip-vocab build demo embedded embedded-ablations test test-libtorch bench bench-profile \
	format lint clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

# apt where this user may use it, else the exact line to run.
define install
@mkdir -p .deps
@missing=(); for package in $(1); do \
  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing+=($$package); \
done; \
if [ $${#missing[@]} -gt 0 ]; then \
  if [ $$(id -u) = 0 ]; then run=; elif sudo -n true 2>/dev/null; then run=sudo; else \
    echo "Debian packages are missing and this user may not install them. Run:"; \
    echo "  sudo apt-get install --no-install-recommends $${missing[*]}"; exit 1; fi; \
  echo "==> apt-get install $${missing[*]}"; \
  $$run apt-get update -qq; \
  DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null; \
fi
endef

deps: .deps/packages $(if $(LIBTORCH),,.deps/libtorch) ## install Debian packages and libtorch

.deps/packages: Makefile
	$(call install,$(PACKAGES))
	@touch $@

# The wheel carries libtorch's headers and libraries; the environment is local to this folder.
.deps/libtorch: Makefile | .deps/packages
	@if ! grep -qs '^#define TORCH_VERSION_MINOR 13' .deps/torch/lib/python3*/site-packages/torch/include/torch/headeronly/version.h; then \
	  echo "==> libtorch $(TORCH_VERSION) from PyPI into .deps/torch"; \
	  [ -x $(PYTHON) ] || python3 -m venv .deps/torch; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check 'torch==$(TORCH_VERSION)' numpy; \
	fi
	@touch $@

# Other readers and implementations that tests compare with.
deps-test: deps .deps/test-packages

.deps/test-packages: Makefile | .deps/packages
	$(call install,$(TEST_PACKAGES))
	@echo "==> Python packages that tests compare with, into .deps/torch"
	@[ -x $(PYTHON) ] || python3 -m venv .deps/torch
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check numpy h5py pandas pillow scikit-learn ftfy regex tensorboard
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps open-clip-torch
	@touch $@

clip-vocab: $(CLIP_VOCABULARY) ## fetch the vocabulary of OpenAI's CLIP into .cache/clip (NCBENCH_CACHE: into its clip)

# The package is unpacked elsewhere, and only its vocabulary stays.
$(CLIP_VOCABULARY):
	@echo "==> CLIP's vocabulary from the PyPI package open-clip-torch into $@"
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	  python=$(PYTHON); [ -x $$python ] || { python3 -m venv "$$folder/venv"; python="$$folder/venv/bin/python"; }; \
	  $$python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
	    --dest "$$folder" open-clip-torch; \
	  $$python -m zipfile -e "$$folder"/*.whl "$$folder/package"; \
	  echo "$(CLIP_VOCABULARY_SHA256)  $$folder/package/open_clip/$(@F)" | sha256sum --check --quiet; \
	  mkdir -p $(@D); install -m 644 "$$folder/package/open_clip/$(@F)" $@

build: deps ## build bench (release)
	swift build -c release --product TorchShim && swift build -c release --product bench

# The published study is the CPU's, so no GPU is used where one is there.
demo: build ## train two methods at 0 and 50% noise on the embedded default, print the table, make a page with pictures
	$(BENCH) sweep --suite $(SUITES)/embedded-quick.yaml --device cpu --out $(DEMO)
	@echo
	$(BENCH) tables --results $(DEMO)
	@echo
	$(BENCH) report --results $(DEMO) --out Reports/demo --title "nc-bench: the demo"
	@echo "The page with curves, sample selections and galleries is Reports/demo/index.html"

embedded: build ## the whole study of the embedded default (54 runs, about 45 minutes on 2 cores) into Reports/embedded
	$(BENCH) sweep --suite $(SUITES)/embedded.yaml --device cpu --out $(EMBEDDED)
	$(BENCH) report --results $(EMBEDDED) --suite $(SUITES)/embedded.yaml --out Reports/embedded \
	  --title "The embedded study"
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded.yaml --intervals --format markdown,csv \
	  --out Reports/embedded/tables
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded.yaml --rows noise,method \
	  --columns checkpoint,metric --metric r1,r10,map --format markdown,csv --out Reports/embedded/compact
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded.yaml --kind sample-selection --format markdown \
	  --out Reports/embedded/tables
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded.yaml --kind sample-selection --epochs all --format csv \
	  --out Reports/embedded/tables

embedded-ablations: build ## the papers' ablations on the embedded default, after `make embedded`
	$(BENCH) sweep --suite $(SUITES)/embedded-ablations.yaml --device cpu --out $(EMBEDDED)
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded-ablations.yaml --intervals \
	  --format markdown,csv --out Reports/embedded/ablations

test: deps-test ## run all tests
	swift test

# Each version gets a build folder of its own. A wheel for CUDA brings what it needs, which is some gigabytes.
test-libtorch: deps-test clip-vocab ## test libtorch's shim, models and goldens with the oldest and the newest libtorch
	@for version in $(TORCH_OLDEST) $(TORCH_VERSION); do \
	  folder=$(CURDIR)/.deps/libtorch-$$version; \
	  [ -d "$$folder/torch" ] || $(PYTHON) -m pip install --quiet --disable-pip-version-check --target "$$folder" \
	    "torch==$$version"; \
	  echo "==> libtorch $$version"; \
	  LIBTORCH="$$folder/torch" swift test --scratch-path .build/libtorch-$$version \
	    --filter 'TorchTests|ModelsTests|TrainingTests|VerificationTests'; \
	done

bench: build deps-test clip-vocab ## measure training, division and evaluation beside plain PyTorch
	$(PYTHON) Benchmarks/training.py --bench $(BENCH) --vocabulary $(CLIP_VOCABULARY) $(BENCH_OPTIONS)

bench-profile: build deps-test clip-vocab ## the ten largest costs of a training step (needs perf)
	$(PYTHON) Benchmarks/training.py --bench $(BENCH) --vocabulary $(CLIP_VOCABULARY) --profile $(BENCH_OPTIONS)

format: ## format Swift sources in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint: ## check formatting and style
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

clean: ## remove build products, caches and the demo's results (keeps .deps)
	rm -rf .build .cache $(DEMO) Reports/demo
