#!/usr/bin/env bash
# Guess: the bootstrapper of Elyra splits pipeline parameters at the separator that the pipeline editor refuses in names, so values may have
# any character; and a parameter takes precedence over a variable of the image.
# What happens: a semicolon in a value ends it. What follows is taken for another parameter, or stops the node with a ValueError. A
# parameter of the name of a variable that exists is not set, without a word: the script sees the value of the image.
# Why it matters: values are known at the run only. "a;b" fails a node that "a" did not fail, and a parameter called USER or LANG has no
# effect in one image and has in another.
set -euo pipefail
command -v python3 >/dev/null || { echo 'This needs python3.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target lib minio==7.1.15 packaging==25.0 2>pip.log &&
  python3 -m pip install --quiet --disable-pip-version-check --target lib --no-deps kfp-notebook==4.1.1 2>>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >parameters.py <<'PY'
import os
from elyra.kfp.bootstrapper import FileOpBase

def pass_on(parameters):
    # What `main` does with its arguments; nothing is sent before the node runs.
    options = {"filepath": "load.py", "cos-endpoint": "http://127.0.0.1:1", "cos-bucket": "b", "cos-user": "u", "cos-password": "p",
               "pipeline_parameters": parameters, "parameter_pass_method": "env"}
    before = dict(os.environ)
    try:
        FileOpBase.get_instance(**options).set_parameters_in_env()
        seen = {name: os.environ[name] for name in ("GREETING", "NAME", "KNOWN") if name in os.environ}
    except ValueError as error:
        seen = f"ValueError: {error}"
    os.environ.clear()
    os.environ.update(before)
    print(f"{parameters!r}: {seen}")

os.environ["KNOWN"] = "of the image"
for each in ["GREETING=hello", "GREETING=a=b", "GREETING=hello; you", "GREETING=hello;NAME=x", "KNOWN=given"]:
    pass_on(each)
PY
seen=$(PYTHONPATH=lib python3 parameters.py)
python3 --version
echo 'kfp-notebook 4.1.1, the bootstrapper of Elyra 4.1.1'
echo "$seen"
[ "$seen" = "'GREETING=hello': {'GREETING': 'hello', 'KNOWN': 'of the image'}
'GREETING=a=b': {'GREETING': 'a=b', 'KNOWN': 'of the image'}
'GREETING=hello; you': ValueError: not enough values to unpack (expected 2, got 1)
'GREETING=hello;NAME=x': {'GREETING': 'hello', 'NAME': 'x', 'KNOWN': 'of the image'}
'KNOWN=given': {'KNOWN': 'of the image'}" ] || { echo 'This has changed.' >&2; exit 1; }
