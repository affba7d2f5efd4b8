#!/bin/bash
# An ActionLoop action: started once, then one line of JSON in and one out for each activation.
[ -n "$__OW_WAIT_FOR_ACK" ] && echo '{"ok":true}' >&3
while read -r line; do
  name=$(jq -r '.value.name' <<<"$line")
  echo "greeting $name"
  jq -nc --arg name "$name" '{message: "Hello, \($name)!"}' >&3
done
