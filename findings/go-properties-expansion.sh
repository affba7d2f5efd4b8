#!/usr/bin/env bash
# Guess: a library that reads Java's .properties files gives the values that Java gives: `pattern=%d ${level} ${msg}` is that text.
# What happens: Go's magiconair/properties replaces each ${name} by the value of that key, or by the environment variable of that name,
# or by nothing. There is no error for a name that is unknown, and DisableExpansion of a Loader has to be known.
# Why it matters: log patterns, templates and references to secrets of Kafka (`${file:…}`) are such values. A Go tool that copies a file of
# Java settings loses them, and a value may contain the home folder or whatever else the environment has.
set -euo pipefail
for tool in go java; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >app.properties <<'PROPERTIES'
port=8080
file=orders-${port}.log
pattern=%d ${level} ${msg}
greeting=Hello ${REGION}
PROPERTIES
cat >Read.java <<'JAVA'
import java.io.FileReader;
import java.util.Properties;

class Read {
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        properties.load(new FileReader("app.properties"));
        for (var key : new String[] {"file", "pattern", "greeting"}) System.out.println("Java, " + key + ": [" + properties.getProperty(key) + "]");
    }
}
JAVA
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/magiconair/properties"
)

func main() {
	expanded := properties.MustLoadFile("app.properties", properties.UTF8)
	loader := properties.Loader{Encoding: properties.UTF8, DisableExpansion: true}
	plain, err := loader.LoadFile("app.properties")
	if err != nil {
		panic(err)
	}
	for _, key := range []string{"file", "pattern", "greeting"} {
		fmt.Printf("Go, %s: [%s], with DisableExpansion [%s]\n", key, expanded.GetString(key, ""), plain.GetString(key, ""))
	}
}
GO
{ go mod init example && go get github.com/magiconair/properties@v1.18.13 && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
unset level msg port
export REGION=north
seen=$(java Read.java; ./example)
echo 'github.com/magiconair/properties v1.18.13, OpenJDK 17.0.15'
echo "$seen"
[ "$seen" = 'Java, file: [orders-${port}.log]
Java, pattern: [%d ${level} ${msg}]
Java, greeting: [Hello ${REGION}]
Go, file: [orders-8080.log], with DisableExpansion [orders-${port}.log]
Go, pattern: [%d  ], with DisableExpansion [%d ${level} ${msg}]
Go, greeting: [Hello north], with DisableExpansion [Hello ${REGION}]' ] || { echo 'This has changed.' >&2; exit 1; }
