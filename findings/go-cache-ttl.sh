#!/usr/bin/env bash
# Guess: an entry with a time to live of a second is gone a second after it was stored, in any cache for Go.
# What happens: it is for golang-lru, go-cache and otter. With ttlcache each read starts the second again, so that what is read twice a
# second stays for good. bigcache returns it until its cleaning has run, which never runs unless `CleanWindow` is set.
# Why it matters: a token, a flag or a permission that is asked for all the time is never fetched again, and it is just the one that
# matters; a test with one read after a pause passes. `WithDisableTouchOnHit` and `CleanWindow` bring what one expects.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/allegro/bigcache/v3"
	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/jellydator/ttlcache/v3"
	"github.com/maypok86/otter/v2"
	"github.com/patrickmn/go-cache"
)

func main() {
	const life = time.Second
	one := expirable.NewLRU[string, string](10, nil, life)
	one.Add("key", "value")
	two := cache.New(life, time.Minute)
	two.SetDefault("key", "value")
	three := ttlcache.New(ttlcache.WithTTL[string, string](life))
	three.Set("key", "value", ttlcache.DefaultTTL)
	four := ttlcache.New(ttlcache.WithTTL[string, string](life), ttlcache.WithDisableTouchOnHit[string, string]())
	four.Set("key", "value", ttlcache.DefaultTTL)
	five, err := bigcache.New(context.Background(), bigcache.Config{Shards: 16, LifeWindow: life})
	if err != nil {
		panic(err)
	}
	_ = five.Set("key", []byte("value"))
	six := otter.Must(&otter.Options[string, string]{MaximumSize: 10, ExpiryCalculator: otter.ExpiryWriting[string, string](life)})
	six.Set("key", "value")
	names := []string{"golang-lru", "go-cache", "ttlcache", "ttlcache, WithDisableTouchOnHit", "bigcache", "otter"}
	last := make([]int, len(names))
	for number := 1; number <= 12; number++ {
		time.Sleep(250 * time.Millisecond)
		_, lru := one.Get("key")
		_, plain := two.Get("key")
		_, missing := five.Get("key")
		_, written := six.GetIfPresent("key")
		for index, found := range []bool{lru, plain, three.Get("key") != nil, four.Get("key") != nil, missing == nil, written} {
			if found {
				last[index] = number
			}
		}
	}
	for index, name := range names {
		state := "gone after a second"
		if last[index] == 12 {
			state = "still there after three"
		} else if last[index] > 5 {
			state = "gone later"
		}
		fmt.Printf("%s: %s\n", name, state)
	}
}
GO
{ go mod init example && go get github.com/hashicorp/golang-lru/v2@v2.0.7 github.com/patrickmn/go-cache@v2.1.0 github.com/jellydator/ttlcache/v3@v3.4.1 \
  github.com/allegro/bigcache/v3@v3.1.0 github.com/maypok86/otter/v2@v2.4.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The modules could not be installed.' >&2; exit 2; }
seen=$(./example)
echo 'golang-lru v2.0.7, go-cache v2.1.0, ttlcache v3.4.1, bigcache v3.1.0, otter v2.4.0; read each quarter of a second, with a life of one:'
echo "$seen"
[ "$seen" = 'golang-lru: gone after a second
go-cache: gone after a second
ttlcache: still there after three
ttlcache, WithDisableTouchOnHit: gone after a second
bigcache: still there after three
otter: gone after a second' ] || { echo 'This has changed.' >&2; exit 1; }
