#!/usr/bin/env bash
# Guess: an HTTP server that comes with a language answers a small GET on a kept connection of the same machine within a few
# milliseconds.
# What happens: Python's http.server, Java's com.sun.net.httpserver and Perl's HTTP::Daemon take 40 ms for each, idle as they are:
# they send head and body as two packets and leave Nagle's algorithm on, so the second one waits for the client's delayed
# acknowledgement. Without it (`disable_nagle_algorithm`, `-Dsun.net.httpserver.nodelay=true`) they need one or two.
# Why it matters: runtimes, sidecars and health servers are written with these to avoid a dependency. Each activation behind a
# proxy that keeps connections waits 40 ms more, which a test with one request for each connection does not show.
set -euo pipefail
for tool in apt-get dpkg java perl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'libhttp-daemon-perl=6.16-*' 'libhttp-message-perl=6.44-*' 'libhttp-date-perl=6.05-*' 'liburi-perl=5.17-*' \
  'libio-html-perl=1.004-*' 'liblwp-mediatypes-perl=6.04-*' 'libencode-locale-perl=1.05-*' 'libtimedate-perl=2.3300-*' 'libclone-perl=0.46-*' \
  >/dev/null 2>&1 && for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >server.py <<'PY'
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = sys.argv[2] == "nodelay"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *args):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
PY
cat >Server.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

public class Server {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.createContext("/", exchange -> {
            byte[] body = "ok\n".getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }
}
JAVA
cat >server.pl <<'PERL'
use HTTP::Daemon;
use HTTP::Response;
use Socket qw(IPPROTO_TCP TCP_NODELAY);
my $daemon = HTTP::Daemon->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], ReuseAddr => 1) or die;
while (my $connection = $daemon->accept) {
    setsockopt($connection, IPPROTO_TCP, TCP_NODELAY, 1) if $ARGV[1] eq "nodelay";
    while ($connection->get_request) {
        $connection->send_response(HTTP::Response->new(200, "OK", ["Content-Length" => 3], "ok\n"));
    }
}
PERL
# The median of 41 requests on one connection.
cat >client.py <<'PY'
import http.client, statistics, sys, time

connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
times = []
for _ in range(41):
    start = time.monotonic()
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"ok\n"
    times.append((time.monotonic() - start) * 1000)
print(f"{statistics.median(times):.1f}")
PY
measure() { # the name, then the command
  local name=$1 time
  shift
  "$@" >server.log 2>&1 & server=$!
  until time=$(python3 client.py "$port" 2>/dev/null); do kill -0 "$server" || { cat server.log >&2; exit 2; }; sleep 0.3; done
  kill "$server"; wait "$server" 2>/dev/null || true
  server=
  echo "$name: median of $time ms"
  seen+="$name: $(python3 -c 'import sys; print("35 ms or more" if float(sys.argv[1]) >= 35 else "less")' "$time")
"
}
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo 'Python 3.11, OpenJDK 17.0.15, HTTP::Daemon 6.16'
python3 --version
java -version 2>&1 | head -1
export PERL5LIB=root/usr/share/perl5:root/usr/lib/x86_64-linux-gnu/perl5/5.36
seen=
measure 'http.server' python3 server.py "$port" default
measure 'http.server, no delay' python3 server.py "$port" nodelay
javac Server.java
measure 'HttpServer' java -cp . Server "$port"
measure 'HttpServer, no delay' java -Dsun.net.httpserver.nodelay=true -cp . Server "$port"
measure 'HTTP::Daemon' perl server.pl "$port" default
measure 'HTTP::Daemon, no delay' perl server.pl "$port" nodelay
[ "$seen" = 'http.server: 35 ms or more
http.server, no delay: less
HttpServer: 35 ms or more
HttpServer, no delay: less
HTTP::Daemon: 35 ms or more
HTTP::Daemon, no delay: less
' ] || { echo 'This has changed.' >&2; exit 1; }
