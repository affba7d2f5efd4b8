#!/usr/bin/env python3
# Answers every message with its value, as ActionLoop: lines on stdin, answers on file descriptor 3.
import json
import os
import sys

answers = os.fdopen(3, "wb", 0)
if os.environ.get("__OW_WAIT_FOR_ACK"):
    answers.write(b'{"ok":true}\n')
for line in sys.stdin:
    answers.write(json.dumps(json.loads(line)["value"]).encode() + b"\n")
