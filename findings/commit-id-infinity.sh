#!/usr/bin/env bash
# Guess: `--commit 12e4567`, or `commit: 12e4567` in YAML, is the text that it was, or at worst a number with an error.
# What happens: npm's minimist and yaml, csvtojson and d3-dsv, and PyPI's fire, ruamel.yaml and dynaconf read it as 12 times ten to the
# power of 4567, which is Infinity. JSON.stringify makes null of it; Python writes Infinity, which JSON does not have. yargs-parser,
# mri, js-yaml, PyYAML and papaparse keep the text, but for the first two and papaparse the version 1.10 is 1.1.
# Why it matters: of the short commit ids with seven characters one in fifty has this form, and half of those are Infinity. A build is
# then named null, which the next commit cures, so that nobody can repeat it.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent csvtojson@2.0.14 d3-dsv@3.0.2 js-yaml@5.5.0 minimist@1.2.8 mri@1.2.0 \
  papaparse@5.7.1 yaml@2.9.1 yargs-parser@22.0.0 && python3 -m venv venv &&
  venv/bin/pip install --quiet --disable-pip-version-check dynaconf==3.3.5 fire==0.7.1 PyYAML==6.0.4 ruamel.yaml==0.19.1; } \
  >install.log 2>&1 || { cat install.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
cat >example.mjs <<'JS'
import csvtojson from 'csvtojson';
import { autoType, csvParse } from 'd3-dsv';
import * as jsYaml from 'js-yaml';
import minimist from 'minimist';
import mri from 'mri';
import papaparse from 'papaparse';
import yaml from 'yaml';
import yargs from 'yargs-parser';
const words = ['--commit', '12e4567', '--version', '1.10'];
const text = 'commit: 12e4567\nversion: "1.10"\n';
const csv = 'commit,version\n12e4567,1.10';
const say = (name, { commit, version }) => console.log(`${name}: ${JSON.stringify({ commit, version })}`);
say('minimist', minimist(words));
say('yargs-parser', yargs(words));
say('mri', mri(words));
say('yaml', yaml.parse(text));
say('js-yaml', jsYaml.load(text));
say('csvtojson', (await csvtojson({ checkType: true }).fromString(csv))[0]);
say('d3-dsv', csvParse(csv, autoType)[0]);
say('papaparse', papaparse.parse(csv, { header: true, dynamicTyping: true }).data[0]);
JS
cat >example.py <<'PY'
import json
import os

import fire
import yaml
from ruamel.yaml import YAML

os.environ.update(EXAMPLE_COMMIT="12e4567", EXAMPLE_VERSION="1.10")
from dynaconf import Dynaconf

text = 'commit: 12e4567\nversion: "1.10"\n'

def say(name, commit, version):
    print(f"{name}: " + json.dumps({"commit": commit, "version": version}, separators=(",", ":")))

fire.Fire(lambda commit, version: say("fire", commit, version), ["--commit", "12e4567", "--version", "1.10"])
say("ruamel.yaml", **YAML(typ="safe").load(text))
say("PyYAML", **yaml.safe_load(text))
settings = Dynaconf(envvar_prefix="EXAMPLE")
say("dynaconf", settings.COMMIT, settings.VERSION)
PY
seen=$(node example.mjs; venv/bin/python example.py)
echo 'csvtojson 2.0.14, d3-dsv 3.0.2, js-yaml 5.5.0, minimist 1.2.8, mri 1.2.0, papaparse 5.7.1, yaml 2.9.1, yargs-parser 22.0.0 (npm),'
echo 'dynaconf 3.3.5, fire 0.7.1, PyYAML 6.0.4, ruamel.yaml 0.19.1 (PyPI)'
echo "$seen"
[ "$seen" = 'minimist: {"commit":null,"version":1.1}
yargs-parser: {"commit":"12e4567","version":1.1}
mri: {"commit":"12e4567","version":1.1}
yaml: {"commit":null,"version":"1.10"}
js-yaml: {"commit":"12e4567","version":"1.10"}
csvtojson: {"commit":null,"version":1.1}
d3-dsv: {"commit":null,"version":1.1}
papaparse: {"commit":"12e4567","version":1.1}
fire: {"commit":Infinity,"version":1.1}
ruamel.yaml: {"commit":Infinity,"version":"1.10"}
PyYAML: {"commit":"12e4567","version":"1.10"}
dynaconf: {"commit":Infinity,"version":1.1}' ] || { echo 'This has changed.' >&2; exit 1; }
