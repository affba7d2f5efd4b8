#!/usr/bin/env bash
# Guess: AWS's runtime interface emulator answers as Lambda does: an error of the function has the header X-Amz-Function-Error, an
# asynchronous invocation (`Event`) is answered 202 at once, and a `DryRun` runs nothing.
# What happens: it reads none of these headers and writes none. An error is 200 with the error as its body, `Event` waits for the
# function and answers 200 with its result, and `DryRun` runs the function.
# Why it matters: clients tell errors from results by that header. A test with the emulator passes for a function that
# throws, and what calls a function asynchronously is tested with answers that Lambda never sends.
set -euo pipefail
for tool in go curl python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
version=v0.0.0-20261030222936-bef5c4ba774d
GOBIN=$dir go install "github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@$version" >go.log 2>&1 ||
  { tail -5 go.log; echo 'The emulator could not be installed.' >&2; exit 2; }
# A custom runtime, as Lambda's documentation has it; the function throws for "fail" and takes a second for "slow".
cat >bootstrap <<'SH'
#!/usr/bin/env bash
api=http://127.0.0.1:${AWS_LAMBDA_RUNTIME_API##*:}/2018-06-01/runtime/invocation
while event=$(curl -sS -D headers "$api/next"); do
  id=$(tr -d '\r' <headers | sed -n 's/^lambda-runtime-aws-request-id: *//Ip')
  echo "$event" >>called
  case $event in
    *slow*) sleep 1; kind=response answer='"slow result"' ;;
    *fail*) kind=error answer='{"errorMessage":"boom","errorType":"Boom"}' ;;
    *) kind=response answer='"result"' ;;
  esac
  curl -sS -o /dev/null -d "$answer" "$api/$id/$kind"
done
SH
chmod +x bootstrap
ports=($(python3 -c '
import socket
sockets = [socket.socket() for _ in range(2)]
for one in sockets: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))'))
./aws-lambda-rie --runtime-interface-emulator-address "127.0.0.1:${ports[0]}" --runtime-api-address "127.0.0.1:${ports[1]}" \
  "$dir/bootstrap" >rie.log 2>&1 & server=$!
url=http://127.0.0.1:${ports[0]}/2015-03-31/functions/function/invocations
until curl -s -o /dev/null "http://127.0.0.1:${ports[0]}/"; do kill -0 "$server" || { cat rie.log >&2; exit 2; }; sleep 0.1; done
invoke() {
  local status
  status=$(curl -s -D answer -o body -w '%{http_code}' "${@:2}" "$url")
  echo "$1: $status, X-Amz-Function-Error $(grep -qi '^x-amz-function-error' answer && echo yes || echo no), $(cat body)"
}
seen=$(invoke error -d '"fail"'
invoke Event -H 'X-Amz-Invocation-Type: Event' -d '"slow"'
invoke DryRun -H 'X-Amz-Invocation-Type: DryRun' -d '"dry"'
grep -q dry called && echo 'DryRun ran the function')
echo "aws-lambda-runtime-interface-emulator $version"
echo "$seen"
[ "$seen" = 'error: 200, X-Amz-Function-Error no, {"errorMessage":"boom","errorType":"Boom"}
Event: 200, X-Amz-Function-Error no, "slow result"
DryRun: 200, X-Amz-Function-Error no, "result"
DryRun ran the function' ] || { echo 'This has changed.' >&2; exit 1; }
