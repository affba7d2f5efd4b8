#!/usr/bin/env bash
# Guess: tools that read Dockerfiles know here-documents, which BuildKit has had since 2021, and do not take the lines of one for instructions.
# What happens: dockerfile-parse and docker-file-parser read each line as an instruction. `from os import path` in a script of Python
# is a second stage, whose image is `os`: `baseimage` says so, and setting it writes into the script. The script's `cmd = …` is a CMD.
# dockerfile-ast reads the file as Docker does.
# Why it matters: what pins, scans or rewrites base images reports an image that does not exist and misses the real one, or
# changes the program. Nothing fails.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent docker-file-parser@1.0.7 dockerfile-ast@0.7.1 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check dockerfile-parse==2.0.1; } >install.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >Dockerfile <<'DOCKERFILE'
FROM python:3.14-slim
COPY <<EOF /app/main.py
from os import path
cmd = path.basename("/app/main")
print(cmd)
EOF
CMD ["python", "/app/main.py"]
DOCKERFILE
cat >read.py <<'PYTHON'
from dockerfile_parse import DockerfileParser

file = DockerfileParser("Dockerfile")
print(f"dockerfile-parse: {' '.join(part['instruction'] for part in file.structure)}")
print(f"dockerfile-parse: the base image is {file.baseimage}, the stages are {file.parent_images}")
file.baseimage = "python:3.15-slim"
print(f"dockerfile-parse, once that is set: {file.lines[0].strip()}; {file.lines[2].strip()}")
PYTHON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parse } from 'docker-file-parser';
import { DockerfileParser } from 'dockerfile-ast';
const text = readFileSync('Dockerfile', 'utf8');
console.log(`docker-file-parser: ${parse(text).map(({ name }) => name).join(' ')}`);
console.log(`dockerfile-ast: ${DockerfileParser.parse(text).getInstructions().map((part) => part.getKeyword()).join(' ')}`);
JS
seen=$(node read.mjs; venv/bin/python read.py)
echo 'docker-file-parser 1.0.7, dockerfile-ast 0.7.1 (npm), dockerfile-parse 2.0.1 (PyPI)'
echo "$seen"
[ "$seen" = 'docker-file-parser: FROM COPY FROM CMD PRINT(CMD) EOF CMD
dockerfile-ast: FROM COPY CMD
dockerfile-parse: FROM COPY FROM CMD PRINT(CMD) EOF CMD
dockerfile-parse: the base image is os, the stages are ['\''python:3.14-slim'\'', '\''os'\'']
dockerfile-parse, once that is set: FROM python:3.14-slim; FROM python:3.15-slim' ] || { echo 'This has changed.' >&2; exit 1; }
