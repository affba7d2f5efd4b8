#!/usr/bin/env bash
# Guess: what an image has in a newer version than Elyra's list stays, as Elyra's bootstrapper says for requests.
# What happens: requests stays, jupyter-core is replaced by the older version of the list. The bootstrapper compares names as they are
# spelled, and its list has jupyter-core, jupyter-client and jinja2, where `pip freeze` prints jupyter_core, jupyter_client and Jinja2.
# Why it matters: three packages of an image are changed each time a node starts, and on a cluster without a registry the node fails.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
pip='image/bin/python -m pip --disable-pip-version-check'
{ python3 -m venv image &&
  $pip install --quiet --no-deps kfp-notebook==4.1.1 &&
  $pip install --quiet minio==7.1.15 packaging==26.4 jupyter-core==5.9.1 requests==2.34.2; } >pip.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
# As the list of Elyra has them, and as a node asks what is there.
printf 'jupyter-core==5.8.1\nrequests==2.33.0\n' >requirements-elyra.txt
$pip freeze >requirements-current.txt
image/bin/python -c 'from elyra.kfp.bootstrapper import OpUtil; OpUtil.package_install(None)' >node.log 2>&1
seen=$($pip freeze | grep -iE '^(jupyter.core|requests)==')
image/bin/python --version
echo 'kfp-notebook 4.1.1, the bootstrapper of Elyra 4.1.1'
echo "$seen"
[ "$seen" = "jupyter_core==5.8.1
requests==2.34.2" ] || { echo 'This has changed.' >&2; exit 1; }
