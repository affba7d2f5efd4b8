#!/usr/bin/env bash
# Guess: of `<<: [*small, *large]` the first mapping wins, as the description of merge keys says and PyYAML has always done.
# What happens: with PyYAML 6.0.4 the last one wins, unless the key is one letter long: it looks for keys that it has seen by the
# identity of the text in memory, which CPython shares for single characters only. Version 6.0.3 takes the first for both.
# Why it matters: a patch release exchanges the defaults of each configuration that merges a list, without an error; a test with
# keys like `a` and `x` does not see it.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 6.0.3 6.0.4; do
  python3 -m pip install -q --disable-pip-version-check --no-warn-script-location --root-user-action ignore --target "$version" "PyYAML==$version" >>pip.log 2>&1 ||
    { echo 'The package could not be installed.' >&2; exit 2; }
done
cat >actions.yaml <<'YAML'
small: &small {memory: 256, m: 256}
large: &large {memory: 512, m: 512}
action: {<<: [*small, *large]}
YAML
seen=$(for version in 6.0.3 6.0.4; do
  PYTHONPATH=$version python3 -c 'import yaml; print(yaml.__version__, yaml.safe_load(open("actions.yaml"))["action"])'
done)
echo "PyYAML 6.0.3, 6.0.4 (PyPI), $(python3 --version)"
echo "$seen"
[ "$seen" = '6.0.3 {'\''memory'\'': 256, '\''m'\'': 256}
6.0.4 {'\''memory'\'': 512, '\''m'\'': 256}' ] || { echo 'This has changed.' >&2; exit 1; }
