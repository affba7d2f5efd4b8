#!/usr/bin/env bash
# Guess: no HTTP client sends a POST again by itself, since it may have been carried out.
# What happens: when the server has read the whole request and closes the connection, curl silently sends the same POST
# again if the connection had been used before, and Java's HttpURLConnection always. Both then report 200. Java's
# HttpClient, fetch of Node.js and Python's http.client report the closed connection.
# Why it matters: that is what a runtime that is stopped or killed in the middle of a run does. The function runs twice,
# and the caller never knows.
set -euo pipefail
for tool in node java curl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"

# Answers "warm". Closes the connection once it has read "run", the first time that it sees it.
cat >server.mjs <<'JS'
import { createServer } from 'node:http';
import { appendFileSync, writeFileSync } from 'node:fs';
let closed = false;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (body !== 'run') return response.end('ok');
  appendFileSync('runs', 'x');
  if (closed) return response.end('ok');
  closed = true;
  request.socket.destroy();
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
cat >Calls.java <<'JAVA'
import java.net.*;
import java.net.http.*;
public class Calls {
  public static void main(String[] arguments) throws Exception {
    URI uri = URI.create(arguments[1]);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (String body : arguments[2].split(",")) {
      if (arguments[0].equals("new")) {
        HttpRequest request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        client.send(request, HttpResponse.BodyHandlers.ofString());
      } else {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes());
        connection.getInputStream().readAllBytes();
      }
    }
  }
}
JAVA
cat >calls.py <<'PY'
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1].split(":")[-1].strip("/")))
for body in "warm", "run":
    connection.request("POST", "/", body)
    connection.getresponse().read()
PY
cat >calls.mjs <<'JS'
for (const body of ['warm', 'run']) {
  const response = await fetch(process.argv[2], { method: 'POST', body });
  await response.text();
  // The connection goes back to the pool.
  await new Promise((done) => setTimeout(done, 50));
}
JS
call() {
  local name=$1 result=succeeded
  shift
  rm -f port runs
  node server.mjs & server=$!
  until [ -s port ]; do sleep 0.05; done
  "${@//URL/http://127.0.0.1:$(cat port)/}" >/dev/null 2>&1 || result=failed
  echo "$name: $result, runs: $(wc -c <runs)"
  { kill "$server"; wait "$server" || true; } 2>/dev/null
  server=
}
seen=$(
  call curl curl --fail -d warm URL --next --fail -d run URL
  call 'curl, new connection' curl --fail -d run URL
  call 'Java HttpURLConnection' java Calls.java old URL warm,run
  call 'Java HttpURLConnection, new connection' java Calls.java old URL run
  call 'Java HttpClient' java Calls.java new URL warm,run
  call 'Node.js fetch' node calls.mjs URL
  call 'Python http.client' python3 calls.py URL
)
curl --version | sed -n '1s/ (.*//p'
java -version 2>&1 | sed -n 1p
echo "Node.js $(node --version), $(python3 --version)"
echo "$seen"
[ "$seen" = 'curl: succeeded, runs: 2
curl, new connection: failed, runs: 1
Java HttpURLConnection: succeeded, runs: 2
Java HttpURLConnection, new connection: succeeded, runs: 2
Java HttpClient: failed, runs: 1
Node.js fetch: failed, runs: 1
Python http.client: failed, runs: 1' ] || { echo 'This has changed.' >&2; exit 1; }
