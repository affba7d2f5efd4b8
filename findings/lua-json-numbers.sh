#!/usr/bin/env bash
# Guess: a Lua function that reads JSON and writes it again keeps a timestamp in microseconds: it is below 2^53, and Lua 5.4 has
# integers of 64 bits.
# What happens: lua-cjson, which OpenResty's gateways use, writes 14 digits: 1767323046123456 becomes 1.7673230461235e+15 in Lua 5.1
# and 5.4, and `[]` becomes `{}`. dkjson does the same to numbers in Lua 5.1, but not in 5.4, and keeps `[]`.
# Why it matters: ids and times of the last seconds become equal, at whatever hop is written in Lua, without an error, and
# `cjson.encode_number_precision` takes 14 at most.
set -euo pipefail
for tool in apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'lua5.1=5.1.5-9*' 'liblua5.1-0=5.1.5-9*' 'lua5.4=5.4.4-3*' 'liblua5.4-0=5.4.4-3*' 'lua-cjson=2.1.0*' 'lua-dkjson=2.6-2*' \
  >/dev/null 2>&1 && for package in *.deb; do dpkg -x "$package" root || exit; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
cat >example.lua <<'LUA'
local text = '{"id":1767323046123456}'
local cjson, dkjson = require("cjson"), require("dkjson")
print(_VERSION .. ", cjson: " .. cjson.encode(cjson.decode(text)) .. " " .. cjson.encode(cjson.decode("[]")))
print(_VERSION .. ", dkjson: " .. dkjson.encode((dkjson.decode(text))) .. " " .. dkjson.encode((dkjson.decode("[]"))))
print(_VERSION .. ", 16 digits: " .. (pcall(cjson.encode_number_precision, 16) and "accepted" or "refused"))
LUA
libraries=root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$libraries
seen=$(for version in 5.1 5.4; do
  LUA_PATH="root/usr/share/lua/$version/?.lua" LUA_CPATH="$libraries/lua/$version/?.so" "root/usr/bin/lua$version" example.lua
done)
echo 'lua-cjson 2.1.0, dkjson 2.6, Lua 5.1.5 and 5.4.4'
echo "$seen"
[ "$seen" = 'Lua 5.1, cjson: {"id":1.7673230461235e+15} {}
Lua 5.1, dkjson: {"id":1.7673230461235e+15} []
Lua 5.1, 16 digits: refused
Lua 5.4, cjson: {"id":1.7673230461235e+15} {}
Lua 5.4, dkjson: {"id":1767323046123456} []
Lua 5.4, 16 digits: refused' ] || { echo 'This has changed.' >&2; exit 1; }
