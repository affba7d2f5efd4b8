#!/usr/bin/env bash
# Guess: when a Python script fails as a node of an Elyra pipeline, its log is uploaded to the object storage, as after a success.
# What happens: the log is written only after a success, but uploaded in both cases. After a failure there is no such file, and that error
# takes the place of the script's: nothing is uploaded, and the traceback ends with a FileNotFoundError. A notebook's is uploaded.
# Why it matters: the log is missing exactly when it is needed, and the last line of the container's log names the wrong cause. It is the
# same for a script that succeeds and prints a byte that is not UTF-8.
set -euo pipefail
for tool in python3 tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m pip install --quiet --disable-pip-version-check --target lib minio==7.1.15 packaging==25.0 2>pip.log &&
  python3 -m pip install --quiet --disable-pip-version-check --target lib --no-deps kfp-notebook==4.1.1 2>>pip.log ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
for name in $(env | sed -n 's/^\([a-zA-Z]*_[pP][rR][oO][xX][yY]\)=.*/\1/p'); do unset "$name"; done

cat >node.py <<'PY'
import hashlib, http.server, os, subprocess, sys, threading

class Storage(http.server.BaseHTTPRequestHandler):
    objects, uploads = {}, []
    def log_message(self, *args): pass
    def answer(self, body, status=200):
        self.send_response(status)
        self.send_header("ETag", '"%s"' % hashlib.md5(body).hexdigest())
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD": self.wfile.write(body)
    def do_GET(self):
        if "?location" in self.path: return self.answer(b"<LocationConstraint></LocationConstraint>")
        self.answer(self.objects[os.path.basename(self.path)])
    do_HEAD = do_GET
    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.uploads.append(os.path.basename(self.path))
        self.answer(b"")

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Storage)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = "http://127.0.0.1:%d" % server.server_port
environment = dict(os.environ, PYTHONPATH=os.path.abspath("lib"), AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b",
                   ELYRA_INSTALL_PACKAGES="false", ELYRA_WRITABLE_CONTAINER_DIR=os.getcwd())
for name, source in [("works", "print('hello')"), ("fails", "print('hello')\nraise SystemExit(3)"),
                     ("prints a byte", "import sys\nsys.stdout.buffer.write(b'\\xe9')")]:
    os.makedirs(name)
    with open(os.path.join(name, "load.py"), "w") as file: file.write(source + "\n")
    subprocess.run(["tar", "-czf", "load.tar.gz", "load.py"], cwd=name, check=True)
    with open(os.path.join(name, "load.tar.gz"), "rb") as file: Storage.objects["load.tar.gz"] = file.read()
    os.remove(os.path.join(name, "load.py"))
    Storage.uploads.clear()
    command = [sys.executable, os.path.abspath("lib/elyra/kfp/bootstrapper.py"), "-n", "x", "-e", endpoint, "-b", "bucket", "-d", "run",
               "-t", "load.tar.gz", "-f", "load.py"]
    node = subprocess.run(command, cwd=name, env=environment, capture_output=True, text=True)
    last = node.stderr.strip().splitlines()[-1] if node.returncode else ""
    print(f"{name}: exit status {node.returncode}, uploads {Storage.uploads} {last}".strip())
PY
seen=$(python3 node.py)
python3 --version
echo 'kfp-notebook 4.1.1, the bootstrapper of Elyra 4.1.1; minio 7.1.15'
echo "$seen"
[ "$seen" = "works: exit status 0, uploads ['load.log']
fails: exit status 1, uploads [] FileNotFoundError: [Errno 2] No such file or directory: 'load.log'
prints a byte: exit status 1, uploads [] FileNotFoundError: [Errno 2] No such file or directory: 'load.log'" ] ||
  { echo 'This has changed.' >&2; exit 1; }
