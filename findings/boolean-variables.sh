#!/usr/bin/env bash
# Guess: a variable that says "yes" or "off" is understood, or refused; it never means its opposite.
# What happens: viper reads "yes" and "on" as false, although the default is true; convict reads "off", "no" and "0" as
# true, and its validate() agrees. envalid understands them all.
# Why it matters: DEBUG=off turns it on, and TLS=yes off, without a line in the log. Each program is right with the one
# value that its authors write.
set -euo pipefail
for tool in go node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/spf13/viper"
)

func main() {
	viper.AutomaticEnv()
	viper.SetDefault("enabled", true)
	fmt.Print("viper:")
	for _, text := range os.Args[1:] {
		os.Setenv("ENABLED", text)
		fmt.Printf(" %s=%v", text, viper.GetBool("enabled"))
	}
	fmt.Println()
}
GO
{ go mod init example && go get github.com/spf13/viper@v1.21.0 && go mod tidy && go build -o example .; } >go.log 2>&1 &&
  npm install --prefix . --no-save --no-audit --no-fund --silent convict@6.2.5 envalid@8.2.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >read.mjs <<'JS'
import convict from 'convict';
import { bool, cleanEnv } from 'envalid';
const readers = {
  convict: (ENABLED) =>
    convict({ enabled: { format: Boolean, default: true, env: 'ENABLED' } }, { env: { ENABLED } }).validate().get('enabled'),
  envalid: (ENABLED) => cleanEnv({ ENABLED }, { ENABLED: bool() }).ENABLED,
};
for (const [name, read] of Object.entries(readers))
  console.log(`${name}:`, ...process.argv.slice(2).map((text) => `${text}=${read(text)}`));
JS
values=(true yes on 1 false no off 0)
seen=$(./example "${values[@]}"; node read.mjs "${values[@]}")
echo 'github.com/spf13/viper v1.21.0, convict 6.2.5, envalid 8.2.0 (npm)'
echo "$seen"
[ "$seen" = 'viper: true=true yes=false on=false 1=true false=false no=false off=false 0=false
convict: true=true yes=true on=true 1=true false=false no=true off=true 0=true
envalid: true=true yes=true on=true 1=true false=false no=false off=false 0=false' ] ||
  { echo 'This has changed.' >&2; exit 1; }
