#!/usr/bin/env bash
# Guess: a filter in CloudEvents SQL gives one answer for one event, and `tenant != 'a'` lets an event without a tenant pass.
# What happens: a missing attribute is an error, with false as the value, and each implementation continues in its own way.
# `tenant != 'a'` is false in both, as is `tenant = 'a'`. `NOT (tenant = 'a')`, `tenant NOT LIKE 'a'` and `tenant = 'a' OR TRUE` are true in
# Java and false in Go, and so is even `tenant IN ('a')`.
# Why it matters: a trigger that moves from a broker in Java to one in Go loses events, without an error that anybody sees.
# `NOT EXISTS tenant OR tenant != 'a'` means the same in both.
set -euo pipefail
for tool in go java mvn; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>io.cloudevents</groupId><artifactId>cloudevents-sql</artifactId><version>4.0.1</version></dependency>
<dependency><groupId>io.cloudevents</groupId><artifactId>cloudevents-core</artifactId><version>4.0.1</version></dependency></dependencies></project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/jars" >mvn.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >Filter.java <<'JAVA'
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.sql.Parser;
import java.net.URI;
class Filter {
    public static void main(String[] expressions) {
        var event = CloudEventBuilder.v1().withId("1").withSource(URI.create("/shop")).withType("order.created")
            .withExtension("urgent", true).withExtension("attempt", 5).build();
        for (var expression : expressions) System.out.println("Java, " + expression + ": " + Parser.parseDefault(expression).evaluate(event).value());
    }
}
JAVA
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/cloudevents/sdk-go/sql/v2/parser"
	cloudevents "github.com/cloudevents/sdk-go/v2"
)

func main() {
	event := cloudevents.NewEvent()
	event.SetID("1")
	event.SetSource("/shop")
	event.SetType("order.created")
	event.SetExtension("urgent", true)
	event.SetExtension("attempt", 5)
	for _, text := range os.Args[1:] {
		expression, err := parser.Parse(text)
		if err != nil {
			panic(err)
		}
		value, _ := expression.Evaluate(event)
		fmt.Printf("Go, %s: %v\n", text, value)
	}
}
GO
{ go mod init example && go get github.com/cloudevents/sdk-go/sql/v2@v2.16.2 github.com/cloudevents/sdk-go/v2@v2.16.2 && go mod tidy &&
  go build -o example .; } >go.log 2>&1 || { echo 'The modules could not be installed.' >&2; exit 2; }
expressions=("tenant = 'a'" "tenant != 'a'" "NOT (tenant = 'a')" "tenant NOT LIKE 'a'" "tenant = 'a' OR TRUE" "tenant IN ('a')"
  "NOT EXISTS tenant OR tenant != 'a'")
seen=$(./example "${expressions[@]}"; java -cp 'jars/*' Filter.java "${expressions[@]}" 2>java.log)
echo "github.com/cloudevents/sdk-go/sql/v2 v2.16.2, cloudevents-sql 4.0.1 (Maven), $(java -version 2>&1 | head -n 1)"
echo "$seen"
[ "$seen" = 'Go, tenant = '\''a'\'': false
Go, tenant != '\''a'\'': false
Go, NOT (tenant = '\''a'\''): false
Go, tenant NOT LIKE '\''a'\'': false
Go, tenant = '\''a'\'' OR TRUE: false
Go, tenant IN ('\''a'\''): false
Go, NOT EXISTS tenant OR tenant != '\''a'\'': true
Java, tenant = '\''a'\'': false
Java, tenant != '\''a'\'': false
Java, NOT (tenant = '\''a'\''): true
Java, tenant NOT LIKE '\''a'\'': true
Java, tenant = '\''a'\'' OR TRUE: true
Java, tenant IN ('\''a'\''): true
Java, NOT EXISTS tenant OR tenant != '\''a'\'': true' ] || { echo 'This has changed.' >&2; exit 1; }
