#!/usr/bin/env bash
# Guess: `pip install --target DIR` of another version replaces the one in DIR, and `--upgrade` exchanges only what is upgraded.
# What happens: without --upgrade pip keeps the old modules, adds the metadata of the new version next to that of the old, says
# "Successfully installed" and exits 0; the only hint is a warning. With --upgrade it deletes each top folder that the new package
# also has: a package below google/ takes google.auth away with it. `uv pip install --target` does neither.
# Why it matters: that folder is what is zipped as a function or a layer. A security update is in its metadata, but not in its code,
# and an update of one Google library removes the others, which shows only when the function imports them.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check pip==26.2.1 uv==0.13.8; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
pip() { venv/bin/pip --disable-pip-version-check install --no-deps "$@" 2>&1; }
uv() { venv/bin/uv pip install --no-deps "$@" 2>&1; }
code() { sed -n 's/^__version__ = "\(.*\)"/\1/p' "$1/six.py"; }
metadata() { (cd "$1" && echo six-*.dist-info); }
again() { # the tool and its folder
  { "$1" --target "$2" six==1.15.0 && "$1" --target "$2" six==1.17.0; } >"$1.log" || { cat "$1.log"; exit 2; }
  echo "$1, 1.17.0 after 1.15.0: the code is $(code "$2"), the metadata $(metadata "$2")"
}
upgrade() {
  { "$1" --target "$2" google-auth==2.40.0 && "$1" --upgrade --target "$2" googleapis-common-protos==1.70.0; } >"$1.log" ||
    { cat "$1.log"; exit 2; }
  echo "$1, another package below google/: google.auth is $([ -e "$2/google/auth/__init__.py" ] && echo there || echo gone)," \
    "its metadata is $([ -e "$2/google_auth-2.40.0.dist-info" ] && echo there || echo gone)"
}
seen=$(again pip one; again uv two; upgrade pip three; upgrade uv four)
echo 'pip 26.2.1, uv 0.13.8 (PyPI)'
echo "$seen"
[ "$seen" = 'pip, 1.17.0 after 1.15.0: the code is 1.15.0, the metadata six-1.15.0.dist-info six-1.17.0.dist-info
uv, 1.17.0 after 1.15.0: the code is 1.17.0, the metadata six-1.17.0.dist-info
pip, another package below google/: google.auth is gone, its metadata is there
uv, another package below google/: google.auth is there, its metadata is there' ] || { echo 'This has changed.' >&2; exit 1; }
