#!/usr/bin/env bash
# Guess: build backends pack a symbolic link inside the package as a copy, or as a link where the format has links.
# What happens: poetry-core leaves it out of the wheel and of the sdist, without a word: two paths with the same target
# count as one file. flit and pdm copy it into the wheel and keep the link in the sdist.
# Why it matters: a program that opens its data by the name of the link works in the checkout, and fails once installed.
set -euo pipefail
for tool in python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for package in poetry-core==2.5.0 flit_core==4.2.0 pdm-backend==2.5.0; do
  python3 -m pip install --quiet --disable-pip-version-check --target "lib/${package%%=*}" "$package" 2>pip.log ||
    { echo 'The packages could not be installed.' >&2; exit 2; }
done

build() {
  mkdir -p "$1/pkg"
  touch "$1/pkg/__init__.py"
  echo data >"$1/pkg/data.txt"
  ln -s data.txt "$1/pkg/link"
  printf '[build-system]\nrequires = []\nbuild-backend = "%s"\n[project]\nname = "pkg"\nversion = "1.0"\ndescription = "x"\n' "$2" >"$1/pyproject.toml"
  (cd "$1" && PYTHONPATH="../lib/$1" python3 - "$2" >build.log 2>&1 <<'PY'
import importlib, sys
backend = importlib.import_module(sys.argv[1])
backend.build_wheel(".")
backend.build_sdist(".")
PY
  )
  python3 - "$1" <<'PY'
import glob, sys, tarfile, zipfile
folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
    kind = "copy" if "pkg/link" in wheel.namelist() else "absent"
with tarfile.open(glob.glob(folder + "/*.tar.gz")[0]) as sdist:
    members = {member.name.split("/")[-1]: member for member in sdist.getmembers()}
    link = members.get("link")
print(f"{folder}: wheel {kind}, sdist {'absent' if link is None else 'link' if link.issym() else 'copy'}")
PY
}
seen=$(build poetry-core poetry.core.masonry.api; build flit_core flit_core.buildapi; build pdm-backend pdm.backend)
python3 --version
echo 'poetry-core 2.5.0, flit_core 4.2.0, pdm-backend 2.5.0'
echo "$seen"
[ "$seen" = 'poetry-core: wheel absent, sdist absent
flit_core: wheel copy, sdist link
pdm-backend: wheel copy, sdist link' ] || { echo 'This has changed.' >&2; exit 1; }
