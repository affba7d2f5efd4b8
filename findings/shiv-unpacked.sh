#!/usr/bin/env bash
# Guess: an archive of shiv or pex has its code next to a __main__.py, so that it also runs unpacked.
# What happens: pex's does. shiv's start fails with "AttributeError: 'NoneType' object has no attribute 'read'": it
# looks for the zip that it is in, and there is none.
# Why it matters: serverless platforms unpack a code archive before they run it, and so do image builds that want no
# cache in HOME. The words give no hint that unpacking is the cause.
set -euo pipefail
for tool in python3 unzip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check shiv==1.0.8 pex==2.105.2 setuptools==80.9.0 wheel==0.45.1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

mkdir -p project/greet
echo 'def main(): print("hello")' >project/greet/__init__.py
cat >project/setup.py <<'PY'
from setuptools import setup
setup(name="greet", version="1.0", packages=["greet"], entry_points={"console_scripts": ["greet=greet:main"]})
PY
tools/bin/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w wheels ./project
tools/bin/shiv --quiet -c greet -o shiv.pyz --no-deps wheels/*.whl
tools/bin/pex -c greet -o pex.pyz wheels/*.whl >/dev/null 2>&1
seen=$(for name in shiv pex; do
  unzip -q "$name.pyz" -d "$name" 2>/dev/null || true
  echo "$name as an archive: $(tools/bin/python "$name.pyz" 2>&1 | tail -1)"
  echo "$name unpacked: $(tools/bin/python "$name" 2>&1 | tail -1)"
done)
tools/bin/pip list --disable-pip-version-check 2>/dev/null | grep -E '^(shiv|pex) '
echo "$seen"
[ "$seen" = "shiv as an archive: hello
shiv unpacked: AttributeError: 'NoneType' object has no attribute 'read'
pex as an archive: hello
pex unpacked: hello" ] || { echo 'This has changed.' >&2; exit 1; }
