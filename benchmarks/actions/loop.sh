#!/bin/bash
# Answers every message with itself, as ActionLoop: lines on stdin, answers on file descriptor 3.
if [ "$__OW_WAIT_FOR_ACK" != "" ]; then echo '{"ok":true}' >&3; fi
while IFS= read -r line; do printf '%s\n' "$line" >&3; done
