#!/usr/bin/env bash
# Guess: a duration in a line of JSON has one unit, at least within one logger.
# What happens: 1.5 s is 1.5 with zap, 1500 with zerolog's Dur, 1500000000 with slog, and with zerolog's Any; "1.5s"
# with charm's log. Nothing in the line says which.
# Why it matters: a library is exchanged, or one call of zerolog for the other, and an alarm on "took > 1000" is always
# on, or never again.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	charm "github.com/charmbracelet/log"
	"github.com/rs/zerolog"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func main() {
	took := 1500 * time.Millisecond
	show := func(name string, write func(*strings.Builder)) {
		var line strings.Builder
		write(&line)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line.String()), &fields); err != nil {
			panic(err)
		}
		fmt.Printf("%s: %s\n", name, fields["took"])
	}
	show("zap", func(to *strings.Builder) {
		encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
		zap.New(zapcore.NewCore(encoder, zapcore.AddSync(to), zap.InfoLevel)).Info("done", zap.Duration("took", took))
	})
	show("zerolog, Dur", func(to *strings.Builder) { logger := zerolog.New(to); logger.Info().Dur("took", took).Send() })
	show("zerolog, Any", func(to *strings.Builder) { logger := zerolog.New(to); logger.Info().Any("took", took).Send() })
	show("slog", func(to *strings.Builder) { slog.New(slog.NewJSONHandler(to, nil)).Info("done", "took", took) })
	show("charm", func(to *strings.Builder) {
		charm.NewWithOptions(to, charm.Options{Formatter: charm.JSONFormatter}).Info("done", "took", took)
	})
}
GO
{ go mod init example && go get go.uber.org/zap@v1.28.0 github.com/rs/zerolog@v1.35.1 github.com/charmbracelet/log@v1.0.0 &&
  go mod tidy && go build -o example .; } >go.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./example)
echo "go.uber.org/zap v1.28.0, github.com/rs/zerolog v1.35.1, github.com/charmbracelet/log v1.0.0, $(go version)"
echo "$seen"
[ "$seen" = 'zap: 1.5
zerolog, Dur: 1500
zerolog, Any: 1500000000
slog: 1500000000
charm: "1.5s"' ] || { echo 'This has changed.' >&2; exit 1; }
