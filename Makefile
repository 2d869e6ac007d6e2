# Needs Go and make, nothing else. `make help` lists what there is.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
LINTER  := bin/golangci-lint-2.15.0
GILD    := bin/gild
OUT     ?= out

export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: help demo build test bench bench-10m bench-100m microbench lint fmt sample quality clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## four silos become one customer list, one of them is found everywhere and forgotten, then a whole company its masters, in $(OUT)
	$(GILD) run testdata/silos/gild.yaml -o $(OUT)
	@$(GO) run -trimpath ./scripts/example $(OUT) crm C1000830
	$(GILD) locate $(OUT) crm/C1000830
	@rm -rf $(OUT)/forgotten && mkdir -p $(OUT)/forgotten
	$(GILD) erase $(OUT) crm/C1000830 --list $(OUT)/forgotten/list.txt --erasure $(OUT)/forgotten/silos
	@{ cat $(OUT)/current/gild.yaml; echo 'suppression: {list: list.txt}'; } > $(OUT)/forgotten/gild.yaml
	$(GILD) run -q $(OUT)/forgotten/gild.yaml -o $(OUT)/forgotten/out
	@! $(GILD) locate $(OUT)/forgotten/out crm/C1000830
	$(GILD) run -q testdata/company/gild.yaml -o $(OUT)/company
	$(GILD) enrich $(OUT)/company testdata/company/orders.csv --source shop --key customer_no \
		-o $(OUT)/company/orders.csv --summary $(OUT)/company/orders.parquet --time ordered_on --sum amount
	@$(GO) run -trimpath ./scripts/company $(OUT)/company

build: ## one static binary, bin/gild
	$(GO) build -trimpath -ldflags '-s -w -X main.release=$(VERSION)' -o $(GILD) ./cmd/gild

test: ## all tests
	$(GO) test ./...

bench: build ## gild and Splink on the same million people, to docs/bench.md; needs Python, installs Splink
	python3 scripts/bench/bench.py --gild $(GILD)

bench-10m: build ## the same with ten million, one run of each
	python3 scripts/bench/bench.py --gild $(GILD) --records 10000000 --runs 1 --out bench-out

bench-100m: build ## gild alone with a hundred million
	python3 scripts/bench/bench.py --gild $(GILD) --records 100000000 --runs 1 --rival-runs 0 --out bench-out

microbench: ## all benchmarks of the packages, once each
	$(GO) test -run '^$$' -bench . -benchtime 1x ./...

lint: $(LINTER) ## format, vet, linters and layer rules
	@test -z "$$(gofmt -l .)" || { echo "not formatted; run make fmt:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(LINTER) run ./...

fmt: ## format all files
	gofmt -w .

sample: ## write testdata/silos and testdata/company anew, after a change of internal/synth
	$(GO) test ./internal/synth -run TestCommitted -update

quality: build ## pair F1 on the labelled sets beside the checkout, to docs/quality.md; QUALITY_1M=1 for the million, too
	$(GO) run -trimpath ./scripts/quality -gild $(GILD) $(if $(QUALITY_1M),-million) \
		-date $$(date -u +%F) -commit $$(git describe --always --dirty --exclude '*') docs/quality.md

clean: ## remove what was built and published
	rm -rf bin $(OUT)

$(LINTER):
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv bin/golangci-lint $@
