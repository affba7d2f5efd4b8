#!/usr/bin/env bash
# Guess: "only what was published before 2026-01-02" is the same for npm, pip and uv.
# What happens: npm's --before and pip's --uploaded-prior-to take the date for the beginning of the day, uv's --exclude-newer for its end: it
# installs what was published on the day itself. With the time written out, 2026-01-02T00:00:00Z, the three agree.
# Why it matters: the date of today freezes an installation of npm and pip, but one of uv changes until midnight. A project that
# freezes both by one date gets two states of the world.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir TZ=UTC
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check pip==26.2.1 uv==0.13.8 || { echo 'The packages could not be installed.' >&2; exit 2; }

# Both registries on loopback have 1.0.0 of the first of January and 1.1.0 of the second, both at noon.
cat >registry.py <<'PY'
import hashlib, http.server, io, json, tarfile, zipfile

DATES = {"1.0.0": "2026-01-01T12:00:00Z", "1.1.0": "2026-01-02T12:00:00Z"}
FILES = {}
for version in DATES:
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        meta = f"sample-{version}.dist-info"
        archive.writestr(f"{meta}/METADATA", f"Metadata-Version: 2.1\nName: sample\nVersion: {version}\n")
        archive.writestr(f"{meta}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{meta}/RECORD", f"{meta}/METADATA,,\n{meta}/WHEEL,,\n{meta}/RECORD,,\n")
    FILES[f"/sample-{version}-py3-none-any.whl"] = wheel.getvalue()
    tgz = io.BytesIO()
    with tarfile.open(fileobj=tgz, mode="w:gz") as archive:
        manifest = json.dumps({"name": "sample", "version": version}).encode()
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
    FILES[f"/sample-{version}.tgz"] = tgz.getvalue()

class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        kind = "application/octet-stream"
        if self.path == "/sample":
            versions = {v: {"name": "sample", "version": v, "dist": {"tarball": f"{base}/sample-{v}.tgz"}} for v in DATES}
            body, kind = json.dumps({"name": "sample", "dist-tags": {"latest": "1.1.0"}, "versions": versions, "time": DATES}).encode(), "application/json"
        elif self.path == "/simple/sample/":
            names = {version: f"sample-{version}-py3-none-any.whl" for version in DATES}
            files = [{"filename": name, "url": f"{base}/{name}", "upload-time": DATES[version],
                      "hashes": {"sha256": hashlib.sha256(FILES[f"/{name}"]).hexdigest()}} for version, name in names.items()]
            body, kind = json.dumps({"meta": {"api-version": "1.1"}, "name": "sample", "versions": list(DATES), "files": files}).encode(), "application/vnd.pypi.simple.v1+json"
        elif self.path in FILES:
            body = FILES[self.path]
        else:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 registry.py >port &
server=$!
until [ -s port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat port)
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX
find_version() { ls "$1" | sed -n 's/^sample-\(.*\)\.dist-info$/\1/p'; }
install_with() {
  rm -rf out && mkdir out
  case $1 in
    npm) npm install --prefix out --no-save --no-audit --no-fund --silent --registry "$url" --before "$2" sample && node -p 'require("./out/node_modules/sample/package.json").version' ;;
    pip) tools/bin/pip install --quiet --isolated --disable-pip-version-check --no-cache-dir --target out --index-url "$url/simple/" --uploaded-prior-to "$2" sample && find_version out ;;
    uv) tools/bin/uv pip install --quiet --no-config --no-cache --python tools/bin/python --target out --default-index "$url/simple/" --exclude-newer "$2" sample && find_version out ;;
  esac
}
seen=$(for date in 2026-01-02 2026-01-02T00:00:00Z; do
  echo "$date: npm $(install_with npm $date), pip $(install_with pip $date), uv $(install_with uv $date)"
done)
echo "npm $(npm --version), $(tools/bin/pip --version | cut -d' ' -f1,2), $(tools/bin/uv --version)"
echo "$seen"
[ "$seen" = '2026-01-02: npm 1.0.0, pip 1.0.0, uv 1.1.0
2026-01-02T00:00:00Z: npm 1.0.0, pip 1.0.0, uv 1.0.0' ] || { echo 'This has changed.' >&2; exit 1; }
