#!/usr/bin/env bash
# Guess: libraries that read quantities of Kubernetes read what the API server reads, at least what its metrics have: CPU as "7n".
# What happens: npm kubernetes-resource-parser reads "7n" as 7 CPUs, "1.5Gi" as 1 byte and "129e6" as 129, without an error. PyPI lightkube
# knows neither "n" nor "u", nor the exponent "E3". Python's official client accepts "1K" and "1 Gi", which the API server refuses.
# Why it matters: `kubectl top` asks the metrics API, which answers in nanocores. A dashboard shows idle pods as busy ones, and a check of
# limits that somebody wrote with a fraction compares bytes with gigabytes.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	for _, text := range os.Args[1:] {
		if quantity, err := resource.ParseQuantity(text); err != nil {
			fmt.Println("refused")
		} else {
			fmt.Printf("%.10g\n", quantity.AsApproximateFloat64())
		}
	}
}
GO
cat >read.py <<'PY'
import sys
from kubernetes.utils.quantity import parse_quantity
from lightkube.utils.quantity import parse_quantity as parse_with_lightkube

def read(parse, text):
    try:
        return f'{float(parse(text)):.15g}'
    except ValueError:
        return 'refused'

for text in sys.argv[1:]:
    print(read(parse_quantity, text), read(parse_with_lightkube, text), sep='\t')
PY
cat >read.cjs <<'JS'
const { cpuParser, memoryParser } = require('kubernetes-resource-parser');
for (const text of process.argv.slice(2)) console.log(`${cpuParser(text)}\t${memoryParser(text)}`);
JS
export GOFLAGS=-mod=mod CGO_ENABLED=0
{ go mod init example && go get k8s.io/apimachinery@v0.36.5 && go build -o read . &&
  npm install --prefix . --no-save --no-audit --no-fund --silent kubernetes-resource-parser@0.1.0 &&
  python3 -m venv venv && venv/bin/pip install -q --no-compile --disable-pip-version-check kubernetes==37.0.2 lightkube==1.0.1; } >install.log 2>&1 ||
  { tail -n 3 install.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
quantities=(7n 100u 1.5Gi 129e6 1E3 1K '1 Gi')
seen=$(echo $'\tGo\tkubernetes\tlightkube\tcpuParser\tmemoryParser'
  paste <(printf '%s\n' "${quantities[@]}") <(./read "${quantities[@]}") <(venv/bin/python read.py "${quantities[@]}") <(node read.cjs "${quantities[@]}"))
echo "k8s.io/apimachinery $(go list -m -f '{{.Version}}' k8s.io/apimachinery)"
echo "kubernetes-resource-parser $(node -p 'require("kubernetes-resource-parser/package.json").version') (npm)"
venv/bin/pip list --disable-pip-version-check 2>/dev/null | grep -E '^(kubernetes|lightkube) '
echo "$seen"
[ "$seen" = $'\tGo\tkubernetes\tlightkube\tcpuParser\tmemoryParser
7n\t7e-09\t7e-09\trefused\t7\tNaN
100u\t0.0001\t0.0001\trefused\t100\tNaN
1.5Gi\t1610612736\t1610612736\t1610612736\t1.5\t1
129e6\t129000000\t129000000\t129000000\t129000000\t129
1E3\t1000\t1000\trefused\t1000\t1
1K\trefused\t1000\trefused\t1\tNaN
1 Gi\trefused\t1073741824\trefused\t1\t1' ] || { echo 'This has changed.' >&2; exit 1; }
