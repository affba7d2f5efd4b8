#!/usr/bin/env bash
# Guess: python-hcl2 reads `region = "eu-1"` as the text eu-1, as it has done since its first version, and `timeout = 1e3` as a number.
# What happens: version 8 keeps the quotes, in values and in the labels of blocks: the text is six characters long, and the block
# is named "jobs" with quotes. A here-document keeps its <<EOT, and each block has an entry `__is_block__`. 1e3 is the text ${1e3} in 7, too.
# Why it matters: the keys of what was read still exist, so that nothing fails but comparisons: a check that each region is in a
# list, or a lookup by name. `SerializationOptions(strip_string_quotes=True, explicit_blocks=False, …)` brings back the old form.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 7.3.1 8.1.4; do
  { python3 -m venv "$version" && "$version/bin/pip" install -q --disable-pip-version-check "python-hcl2==$version"; } >>pip.log 2>&1 ||
    { echo 'The package could not be installed.' >&2; exit 2; }
done
cat >jobs.hcl <<'HCL'
region = "eu-1"
timeout = 1e3
text = <<EOT
line
EOT
queue "jobs" {
  limit = 10
}
HCL
seen=$(for version in 7.3.1 8.1.4; do
  "$version/bin/python" -c 'import hcl2; print("\n".join(f"{key}: {value!r}" for key, value in hcl2.load(open("jobs.hcl")).items()))' | sed "s/^/$version, /"
done)
echo 'python-hcl2 7.3.1, 8.1.4 (PyPI)'
echo "$seen"
[ "$seen" = '7.3.1, region: '\''eu-1'\''
7.3.1, timeout: '\''${1e3}'\''
7.3.1, text: '\''line'\''
7.3.1, queue: [{'\''jobs'\'': {'\''limit'\'': 10}}]
8.1.4, region: '\''"eu-1"'\''
8.1.4, timeout: '\''${1e3}'\''
8.1.4, text: '\''"<<EOT\nline\nEOT"'\''
8.1.4, queue: [{'\''"jobs"'\'': {'\''limit'\'': 10, '\''__is_block__'\'': True}}]' ] || { echo 'This has changed.' >&2; exit 1; }
