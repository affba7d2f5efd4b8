#!/usr/bin/env bash
# Guess: a field that JSON cannot have, as NaN or a channel, is replaced in the line, or left out.
# What happens: logrus' JSON formatter drops the whole line, with its message, and writes "Failed to format entry" to
# standard error. slog, zap and zerolog write the line, with "NaN" or an error in its place.
# Why it matters: a rate of 0/0 is NaN, and it comes up when something has gone wrong: just then the line is missing.
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"log/slog"
	"math"
	"strings"

	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func main() {
	show := func(name string, write func(*strings.Builder)) {
		var lines strings.Builder
		write(&lines)
		fmt.Printf("%s: %d of 1 lines\n", name, strings.Count(lines.String(), "disk is full"))
	}
	show("logrus", func(to *strings.Builder) {
		logger := logrus.New()
		logger.SetOutput(to)
		logger.SetFormatter(&logrus.JSONFormatter{})
		logger.WithField("rate", math.NaN()).Error("disk is full")
	})
	show("slog", func(to *strings.Builder) { slog.New(slog.NewJSONHandler(to, nil)).Error("disk is full", "rate", math.NaN()) })
	show("zap", func(to *strings.Builder) {
		encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
		zap.New(zapcore.NewCore(encoder, zapcore.AddSync(to), zap.InfoLevel)).Error("disk is full", zap.Float64("rate", math.NaN()))
	})
	show("zerolog", func(to *strings.Builder) {
		logger := zerolog.New(to)
		logger.Error().Float64("rate", math.NaN()).Msg("disk is full")
	})
}
GO
{ go mod init example && go get github.com/sirupsen/logrus@v1.10.2 go.uber.org/zap@v1.28.0 github.com/rs/zerolog@v1.35.1 &&
  go mod tidy && go build -o example .; } >go.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }

seen=$(./example 2>errors)
echo "github.com/sirupsen/logrus v1.10.2, go.uber.org/zap v1.28.0, github.com/rs/zerolog v1.35.1, $(go version)"
echo "$seen"
[ "$seen" = 'logrus: 0 of 1 lines
slog: 1 of 1 lines
zap: 1 of 1 lines
zerolog: 1 of 1 lines' ] || { echo 'This has changed.' >&2; exit 1; }
