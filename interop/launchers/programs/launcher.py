"""Reads activations from the protocol's stdin. Acknowledges if it is asked to; an exception is an application error."""
import json
import os
import sys
import traceback


def main(value):
    task = value["do"]
    if task == "echo":
        return {"integer": value["integer"], "float": value["float"], "empty": value["empty"]}
    if task == "null":
        return None
    if task == "list":
        return [1, 2]
    if task == "nan":
        return {"number": float("nan")}
    if task == "throw":
        raise ValueError('a "quoted" message')
    if task == "exit":
        sys.exit(0)
    return {}


with os.fdopen(3, "w") as results:
    if os.environ.get("__OW_WAIT_FOR_ACK"):
        print('{"ok": true}', file=results, flush=True)
    for line in sys.stdin:
        try:
            result = main(json.loads(line)["value"])
        except Exception as error:
            traceback.print_exc()
            result = {"error": str(error)}
        print(json.dumps(result), file=results, flush=True)
