#!/usr/bin/env bash
# Guess: the JDK's HttpClient asks for HTTP/2 by default, and falls back to HTTP/1.1 with a server that has none. Knative's queue-proxy in
# front of a function that speaks HTTP/1.1 ignores its `Upgrade: h2c`, as most servers do.
# What happens: queue-proxy accepts the upgrade. It passes the first request on as HTTP/1.1, and it is answered 200. Every later one of the
# same client comes as HTTP/2, is passed on as HTTP/2, and gets 502 "unexpected EOF".
# Why it matters: a test with one request passes. The second request of the same client fails, for as long as its connection lives, and
# neither side's log names the version.
set -euo pipefail
for tool in go java javac node curl; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
pids=()
trap '[ ${#pids[@]} = 0 ] || { kill -KILL "${pids[@]}"; wait; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
# Its go.mod has replace directives, which `go install` refuses.
{ go mod init example && go get knative.dev/serving/cmd/queue@v0.42.2 && CGO_ENABLED=0 go build -o queue knative.dev/serving/cmd/queue; } \
  >install.log 2>&1 || { tail -n 3 install.log; echo 'The module could not be installed.' >&2; exit 2; }

cat >function.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const server = createServer((request, response) => request.resume().on('end', () => response.end(request.httpVersion)));
server.listen(0, '127.0.0.1', () => writeFileSync('port', `${server.address().port}`));
JS
cat >Client.java <<'JAVA'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class Client {
  public static void main(String[] args) throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.valueOf(args[1])).build();
    var request = HttpRequest.newBuilder(URI.create(args[0])).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    for (int count = 0; count < 3; count += 1) {
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.print(" " + response.version() + " " + response.statusCode() + ";");
    }
  }
}
JAVA
javac Client.java
node function.mjs & pids+=($!)
until [ -s port ]; do sleep 0.1; done
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
function=$(cat port) queue=$(free_port)
env CONTAINER_CONCURRENCY=0 QUEUE_SERVING_PORT="$queue" QUEUE_SERVING_TLS_PORT="$(free_port)" USER_PORT="$function" \
  REVISION_TIMEOUT_SECONDS=300 SERVING_LOGGING_CONFIG= SERVING_LOGGING_LEVEL=error SERVING_NAMESPACE=default \
  SERVING_CONFIGURATION=example SERVING_REVISION=example-1 SERVING_POD=example SERVING_POD_IP=127.0.0.1 \
  SERVING_READINESS_PROBE="{\"tcpSocket\":{\"port\":$function,\"host\":\"127.0.0.1\"},\"successThreshold\":1,\"timeoutSeconds\":1}" \
  ./queue >queue.log 2>&1 & pids+=($!)
curl -s --retry 50 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$queue/"
seen="alone, default:$(java Client "http://127.0.0.1:$function/" HTTP_2)
behind queue-proxy, default:$(java Client "http://127.0.0.1:$queue/" HTTP_2)
behind queue-proxy, HTTP/1.1:$(java Client "http://127.0.0.1:$queue/" HTTP_1_1)"
echo "knative.dev/serving $(go list -m -f '{{.Version}}' knative.dev/serving), $(javac -version), Node.js $(node -v)"
echo "$seen"
[ "$seen" = 'alone, default: HTTP_1_1 200; HTTP_1_1 200; HTTP_1_1 200;
behind queue-proxy, default: HTTP_2 200; HTTP_2 502; HTTP_2 502;
behind queue-proxy, HTTP/1.1: HTTP_1_1 200; HTTP_1_1 200; HTTP_1_1 200;' ] || { echo 'This has changed.' >&2; exit 1; }
