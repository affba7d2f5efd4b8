"""Actions for the conformance check: conformance.json names the function for each ability."""
import os
import signal
import subprocess
import sys
import time

END_OF_LOGS = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX"
calls = 0


def main(args):
    """The echo."""
    return args


def variable(args):
    return {"value": os.environ.get(args["name"])}


def log(args):
    print("hello stdout")
    print("hello stderr", file=sys.stderr)
    return {"ok": True}


def sleep(args):
    time.sleep(args["ms"] / 1000)
    return {"ok": True}


def fail(args):
    return {"error": "no such user"}


def crash(args):
    os.kill(os.getpid(), signal.SIGKILL)


def exit(args):
    sys.exit(3)


def scalar(args):
    return 42


def large(args):
    return {"text": "x" * args["bytes"]}


def flood(args):
    for _ in range(args["lines"]):
        print("x" * 1000)
    return {"ok": True}


def sentinel(args):
    print(END_OF_LOGS)
    print(END_OF_LOGS, file=sys.stderr)
    return {"ok": True}


def unterminated(args):
    sys.stderr.write("half a line")
    return {"ok": True}


def binary(args):
    sys.stderr.buffer.write(b"caf\xe9\n")
    return {"ok": True}


def directory(args):
    return {"directory": os.getcwd()}


def write(args):
    with open("state", "a+") as file:
        file.write("line\n")
        file.seek(0)
        return {"lines": len(file.readlines())}


def child(args):
    subprocess.Popen(["sleep", "20"])
    return {"ok": True}


def counter(args):
    global calls
    calls += 1
    return {"count": calls}
