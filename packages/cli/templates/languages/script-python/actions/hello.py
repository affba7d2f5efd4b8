"""The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result."""
import json
import sys

name = json.load(sys.stdin).get("name", "stranger")
print("greeting", name, file=sys.stderr)  # everything else is logged
print(json.dumps({"message": f"Hello, {name}!"}))
