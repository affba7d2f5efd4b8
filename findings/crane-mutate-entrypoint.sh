#!/usr/bin/env bash
# Guess: setting the entry point of an image leaves the rest of its config alone, whichever tool does it.
# What happens: `crane mutate --entrypoint` also removes Cmd, `regctl image mod --config-entrypoint` keeps it. crane's
# `--env A=1,B=2` sets one variable A to "1,B=2", while its `--entrypoint a,b` and `--cmd a,b` split at the comma.
# Why it matters: a wrapper put in front of an image (a launcher, an init) gets no arguments at all. With the other tool
# it gets those of the program that it replaces.
set -euo pipefail
for tool in go curl tar; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir"
export GOBIN=$dir/bin HOME=$dir GOPATH=${GOPATH:-$(go env GOPATH)} GOCACHE=${GOCACHE:-$(go env GOCACHE)}
{ go install github.com/google/go-containerregistry/cmd/crane@v0.22.1 &&
  go install github.com/regclient/regclient/cmd/regctl@v0.11.7; } 2>go.log ||
  { cat go.log; echo 'The programs could not be built.' >&2; exit 2; }
export PATH=$dir/bin:$PATH

# crane brings a registry, which says where it listens.
crane registry serve --address 127.0.0.1:0 2>registry.log & server=$!
until port=$(grep -oE '[0-9]+$' registry.log); do sleep 0.1; done
image=127.0.0.1:$port/image
regctl registry set "127.0.0.1:$port" --tls disabled
echo hello >f.txt
tar -cf layer.tar f.txt
{ crane append -f layer.tar -t "$image:base"
  crane mutate "$image:base" --entrypoint server,--verbose --cmd port,8080 --env A=1,B=2 -t "$image:first"
  crane mutate "$image:first" --entrypoint wrapper -t "$image:crane"
  regctl image mod "$image:first" --create regctl --config-entrypoint '["wrapper"]'; } >crane.log 2>&1 ||
  { cat crane.log; exit 1; }
config() { crane config "$image:$1" | grep -oE '"(Cmd|Entrypoint|Env)":\[[^]]*\]' | sort | tr '\n' ' ' | sed 's/ $//'; }
seen="first: $(config first)
crane: $(config crane)
regctl: $(config regctl)"
echo "crane $(crane version), regctl $(regctl version --format '{{.VCSTag}}')"
echo "$seen"
[ "$seen" = 'first: "Cmd":["port","8080"] "Entrypoint":["server","--verbose"] "Env":["A=1,B=2"]
crane: "Entrypoint":["wrapper"] "Env":["A=1,B=2"]
regctl: "Cmd":["port","8080"] "Entrypoint":["wrapper"] "Env":["A=1,B=2"]' ] || { echo 'This has changed.' >&2; exit 1; }
