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
# A libtorch of your own: make LIBTORCH=/path/to/libtorch ... The tool remembers the path, so it is made absolute.
LIBTORCH ?=
ifneq ($(LIBTORCH),)
override LIBTORCH := $(abspath $(patsubst ~/%,$(HOME)/%,$(LIBTORCH)))
export LIBTORCH
endif

PYTHON := .deps/torch/bin/python
# The tool that is run and installed. One of your own is not built: make demo BENCH=bench
BENCH := .build/release/bench
BUILD := $(if $(filter command,$(origin BENCH)),,build)
PROGRESS := .ci/progress.sh
# The library that the tool loads beside itself, and the tool.
PRODUCTS := TorchShim bench
SUITES := Benchmarks/Suites
DEMO := Results/demo
EMBEDDED := Results/embedded

CLIP_VOCABULARY := $(or $(NCBENCH_CACHE),.cache)/clip/bpe_simple_vocab_16e6.txt.gz
CLIP_VOCABULARY_SHA256 := 924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a

# Where `make install` puts things, below DESTDIR if given; WITH_LIBTORCH=yes copies libtorch too. argument-parser's own program
# writes the manual's pages; GENERATE_MANUAL= does without them.
PREFIX ?= $(HOME)/.local
DESTDIR ?=
WITH_LIBTORCH ?= no
GENERATE_MANUAL := .build/release/generate-manual

.PHONY: help deps deps-test clip-vocab build install uninstall demo embedded embedded-augmentation embedded-ablations \
	test test-libtorch bench bench-profile parity parity-code format lint clean

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
  $$run apt-get update -qq; \
  size=$$(apt-get install --print-uris -qq --no-install-recommends "$${missing[@]}" | awk '{ sum += $$3 } END { printf "%.0f", sum / 1e6 }'); \
  echo "==> apt-get install $${missing[*]}: $$size MB to download"; \
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
	  echo "==> libtorch $(TORCH_VERSION), which is in PyPI's package torch, into .deps/torch: 200 MB to download, 800 MB on disk."; \
	  echo "    Where pip finds the build for CUDA, which PyPI's own for Linux is, some gigabytes of NVIDIA's packages come with it."; \
	  echo "    Without them: make LIBTORCH=/path/to/libtorch ..., with a libtorch you have or unpacked from pytorch.org, or"; \
	  echo "    PIP_INDEX_URL=https://download.pytorch.org/whl/cpu make deps"; \
	  [ -x $(PYTHON) ] || python3 -m venv .deps/torch; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check 'torch==$(TORCH_VERSION)' numpy; \
	fi
	@touch $@

# Other readers and implementations that tests compare with; of axe-playwright-python only axe-core's script is used.
deps-test: deps .deps/test-packages

.deps/test-packages: Makefile | .deps/packages
	$(call install,$(TEST_PACKAGES))
	@echo "==> Python packages that tests compare with, into .deps/torch: about 150 MB to download"
	@[ -x $(PYTHON) ] || python3 -m venv .deps/torch
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check numpy h5py pandas pillow scikit-learn ftfy regex tensorboard
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps open-clip-torch axe-playwright-python
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

build: deps ## build bench (release): 5 to 8 minutes on 2 cores, 30 MB of Swift packages
	@[ -x .build/release/bench ] || echo "==> bench (release): 5 to 8 minutes on 2 cores, and 30 MB of Swift packages"
	@for product in $(PRODUCTS); do $(PROGRESS) swift build -c release --product $$product; done

install: $(BUILD) ## put bench with completions, manual and suites below PREFIX (default ~/.local); a minute
	@$(if $(filter command,$(origin GENERATE_MANUAL)),,[ -x $(GENERATE_MANUAL) ] || { \
	  echo "==> argument-parser's generate-manual, for the manual's pages: a minute"; \
	  $(PROGRESS) swift build -c release --product generate-manual; })
	@BENCH='$(BENCH)' PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' GENERATE_MANUAL='$(GENERATE_MANUAL)' \
	  WITH_LIBTORCH='$(WITH_LIBTORCH)' .ci/install.sh

uninstall: ## remove what make install put below PREFIX
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install.sh uninstall

# The published study is the CPU's, so no GPU is used where one is there. What shows the most comes first.
demo: $(BUILD) ## train two methods at 50 and 0% noise on the embedded default, print the table, make a page with pictures
	@echo "==> Two methods with half of the captions shuffled: a table in about 2 minutes on 2 cores"
	$(BENCH) sweep --suite $(SUITES)/embedded-quick.yaml --noise 50 --device cpu --results $(DEMO) $(DEMO_OPTIONS)
	$(BENCH) tables --results $(DEMO)
	@echo
	@echo "==> The same two with the right captions: 3 more minutes, then all of it"
	$(BENCH) sweep --suite $(SUITES)/embedded-quick.yaml --device cpu --results $(DEMO) $(DEMO_OPTIONS)
	$(BENCH) tables --results $(DEMO)
	@echo
	$(BENCH) report --results $(DEMO) --out Reports/demo --title "nc-bench: the demo"
	@echo
	@echo "The page with curves, sample selections and galleries: $(CURDIR)/Reports/demo/index.html"
	@echo "What to do next, as it stands (the last trains two more seeds of each, in about 8 minutes):"
	@echo
	$(if $(filter-out $(CURDIR),$(realpath $(PWD))),@echo "  cd $(CURDIR)")
	@echo "  $(BENCH) tables --results $(DEMO) --format markdown"
	@echo "  $(BENCH) compare --results $(DEMO) --where method=irra-sdm noise=50% --against method=rde-tal"
	@echo "  $(BENCH) sweep --suite $(SUITES)/embedded-quick.yaml --results $(DEMO) --seeds 2,3 --device cpu"

embedded: $(BUILD) ## the whole study of the embedded default (90 runs, some 65 minutes on 2 cores) into Reports/embedded
	$(BENCH) sweep --suite $(SUITES)/embedded.yaml --device cpu --results $(EMBEDDED)
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

embedded-augmentation: $(BUILD) ## the same methods, each with its paper's augmentation, into Reports/embedded/augmentation
	$(BENCH) sweep --suite $(SUITES)/embedded-augmentation.yaml --device cpu --results $(EMBEDDED)-augmentation
	$(BENCH) tables --results $(EMBEDDED)-augmentation --suite $(SUITES)/embedded-augmentation.yaml --intervals \
	  --format markdown,csv --out Reports/embedded/augmentation

embedded-ablations: $(BUILD) ## the papers' ablations on the embedded default, after `make embedded`
	$(BENCH) sweep --suite $(SUITES)/embedded-ablations.yaml --device cpu --results $(EMBEDDED)
	$(BENCH) tables --results $(EMBEDDED) --suite $(SUITES)/embedded-ablations.yaml --intervals \
	  --format markdown,csv --out Reports/embedded/ablations

test: deps-test ## run all tests
	@[ -d .build/debug ] || echo "==> bench and its tests (debug): 5 minutes on 2 cores"
	@$(PROGRESS) swift build --build-tests
	swift test --skip-build

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

# The official code is the user's own copy; what is not there is said before anything is built.
parity: parity-code $(BUILD) deps-test ## bench beside the official code: OFFICIAL_RDE=DIR OFFICIAL_IRRA=DIR, hours
	$(PYTHON) Benchmarks/parity/parity.py --bench $(BENCH) --official-rde '$(OFFICIAL_RDE)' \
	  --official-irra '$(OFFICIAL_IRRA)' --out Results/parity $(PARITY_OPTIONS)

parity-code:
	@python3 Benchmarks/parity/official_code.py '$(OFFICIAL_RDE)' '$(OFFICIAL_IRRA)'

format: ## format Swift sources in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint: ## check formatting and style
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

clean: ## remove build products, caches and the demo's results (keeps .deps)
	rm -rf .build .cache $(DEMO) Reports/demo
