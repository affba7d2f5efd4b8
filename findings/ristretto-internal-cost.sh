#!/usr/bin/env bash
# Guess: a ristretto cache with `MaxCost: 100` holds a hundred entries of cost 1.
# What happens: it holds one. 56 bytes are added to the cost of each entry for what the cache itself needs, whatever unit the caller counts
# in. With `MaxCost: 50` it holds none: each Set returns true, Wait waits, and Get never finds anything.
# `IgnoreInternalCost: true` counts as the caller does.
# Why it matters: who counts entries, megabytes or milliseconds has a cache that never hits; the answers are right and only the load
# behind it shows it.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/dgraph-io/ristretto/v2"
)

func main() {
	for _, config := range []ristretto.Config[int, int]{{MaxCost: 50}, {MaxCost: 100}, {MaxCost: 100, IgnoreInternalCost: true}} {
		config.NumCounters, config.BufferItems = 1000, 64
		cache, err := ristretto.NewCache(&config)
		if err != nil {
			panic(err)
		}
		accepted, found := 0, 0
		for key := 0; key < 100; key++ {
			if cache.Set(key, key, 1) {
				accepted++
			}
			cache.Wait()
		}
		for key := 0; key < 100; key++ {
			if _, ok := cache.Get(key); ok {
				found++
			}
		}
		fmt.Printf("MaxCost %d, IgnoreInternalCost %t: %d of 100 accepted, %d found\n", config.MaxCost, config.IgnoreInternalCost, accepted, found)
	}
}
GO
{ go mod init example && go get github.com/dgraph-io/ristretto/v2@v2.4.2 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$(./example)
echo 'github.com/dgraph-io/ristretto/v2 v2.4.2'
echo "$seen"
[ "$seen" = 'MaxCost 50, IgnoreInternalCost false: 100 of 100 accepted, 0 found
MaxCost 100, IgnoreInternalCost false: 100 of 100 accepted, 1 found
MaxCost 100, IgnoreInternalCost true: 100 of 100 accepted, 100 found' ] || { echo 'This has changed.' >&2; exit 1; }
