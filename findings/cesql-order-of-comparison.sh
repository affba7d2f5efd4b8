#!/usr/bin/env bash
# Guess: `a = b` and `b = a` are the same in CloudEvents SQL, and so are `a = b` and `a IN (b)`.
# What happens: the left side takes the type of the right one. `urgent = 'TRUE'` is false for an attribute that is true, as it becomes "true";
# `'TRUE' = urgent` is true. `attempt = '05'` is false, `'05' = attempt` and `attempt IN ('05')` are true. Go and Java agree.
# Why it matters: a comparison that was tested is rewritten as a list, or turned round by a generator of filters, and other events pass.
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
expressions=("urgent = 'TRUE'" "'TRUE' = urgent" "urgent IN ('TRUE')" 'urgent = TRUE' "attempt = '05'" "'05' = attempt" "attempt IN ('05')")
seen=$(./example "${expressions[@]}"; java -cp 'jars/*' Filter.java "${expressions[@]}" 2>java.log)
echo "github.com/cloudevents/sdk-go/sql/v2 v2.16.2, cloudevents-sql 4.0.1 (Maven), $(java -version 2>&1 | head -n 1)"
echo "$seen"
[ "$seen" = 'Go, urgent = '\''TRUE'\'': false
Go, '\''TRUE'\'' = urgent: true
Go, urgent IN ('\''TRUE'\''): true
Go, urgent = TRUE: true
Go, attempt = '\''05'\'': false
Go, '\''05'\'' = attempt: true
Go, attempt IN ('\''05'\''): true
Java, urgent = '\''TRUE'\'': false
Java, '\''TRUE'\'' = urgent: true
Java, urgent IN ('\''TRUE'\''): true
Java, urgent = TRUE: true
Java, attempt = '\''05'\'': false
Java, '\''05'\'' = attempt: true
Java, attempt IN ('\''05'\''): true' ] || { echo 'This has changed.' >&2; exit 1; }
