"""Loads an action, and answers each line of JSON on stdin with one on file descriptor 3: the protocol ActionLoop.

https://github.com/actionrunner/actionrunner/blob/main/docs/guides/actionloop.md
"""
import importlib.util
import json
import os
import sys
import traceback


def take_channels():
    """Moves the protocol's channels to where the action and its processes do not find them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(3), "wb")
    os.close(3)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", line_buffering=True)
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return requests, answers


def load(source, name):
    sys.path[0] = os.path.dirname(source)
    spec = importlib.util.spec_from_file_location("action", source)
    module = importlib.util.module_from_spec(spec)
    sys.modules["action"] = module
    spec.loader.exec_module(module)
    action = getattr(module, name, None)
    if not callable(action):
        sys.exit("The action has no function named %s." % name)
    return action


class Context:
    """The fields of a message besides its value are variables, until the next message. Those of the init are removed by the first one."""

    def __init__(self):
        self.before = json.loads(os.environ.pop("ACTIONRUNNER_INIT_CONTEXT", "{}"))

    def set(self, message):
        for variable, text in self.before.items():
            if text is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = text
        self.before.clear()
        for field, content in message.items():
            if field != "value":
                self.set_variable("__OW_" + field.upper(), content if isinstance(content, str) else json.dumps(content))

    def set_variable(self, variable, text):
        if "=" in variable or "\0" in variable + text:
            return  # cannot be one; the runtime has logged that
        self.before[variable] = os.environ.get(variable)
        os.environ[variable] = text


def invoke(action, args):
    try:
        return action(args)
    except Exception as error:
        traceback.print_exc()
        return {"error": str(error) or type(error).__name__}


def encode(result):
    """Anything but JSON becomes null, which the runtime refuses."""
    try:
        return json.dumps(result, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        print("The result of the action is not JSON: %s" % error, file=sys.stderr)
        return b"null"


def main():
    source, name = sys.argv[1:3]
    requests, answers = take_channels()
    context = Context()
    action = load(source, name)
    answers.write(b'{"ok":true}\n')
    answers.flush()
    for line in requests:
        message = json.loads(line)
        context.set(message)
        encoded = encode(invoke(action, message.get("value", {})))
        sys.stdout.flush()
        sys.stderr.flush()
        answers.write(encoded + b"\n")
        answers.flush()


main()
