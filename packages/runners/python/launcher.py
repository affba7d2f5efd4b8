"""Runs a Python action as an ActionLoop process.

usage: launcher.py SOURCE MAIN

Reads one activation message per line from standard input and answers each with a line on file descriptor 3. Standard
output and standard error of the action are its logs.
"""
# Long because a start reads one file of ours: only forks need another.
import sys

if sys.version_info < (3, 9):
    sys.exit("Python 3.9 or newer is required; this is %d.%d." % sys.version_info[:2])

import atexit
import functools
import glob
import importlib.machinery
import importlib.util
import json
import os
import re
import site
import traceback
from types import CoroutineType

CONTEXT_PREFIX = "__OW_"
LONGEST_VARIABLE = 131000  # with a longer one the action could not start any process
SHORT_VARIABLE = 1000
PIPE_BYTES = 65536  # what a pipe holds
REHEARSALS = 10  # code has its final form after eight runs

ENVIRON = os.environ
VARIABLES = getattr(os.environb, "_data", None)  # what os.environ shows, by bytes: to change it and the environment takes half the time
decode = json.JSONDecoder().decode
dumps = json.dumps
Encoder = json.JSONEncoder


def make_encoder():
    """Makes what json.dumps makes for each call, once: it takes half the time."""
    encoder = Encoder(ensure_ascii=False, allow_nan=False)
    try:
        quote = json.encoder.encode_basestring
        # Its first argument is for what it is in: the same after each result, unless one fails.
        write = json.encoder.c_make_encoder({}, lambda value: encoder.default(value), quote, None, ": ", ", ", False, False, False)
        if "".join(write([{"": 1.5}, "\xe9"], 0)) == '[{"": 1.5}, "\xe9"]':
            return lambda result: "".join(write(result, 0))
    except (AttributeError, TypeError, ValueError):
        pass  # it is not part of the interface of json
    return encoder.encode


to_text = make_encoder()


def take_channels():
    """Moves the protocol's channels to other descriptors, where the action and its processes do not find them."""
    requests = os.fdopen(os.dup(0), "rb", PIPE_BYTES)
    answers = os.fdopen(os.dup(3), "wb")
    os.close(3)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    # Logs are UTF-8, whatever the locale is, and are flushed after each line.
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", line_buffering=True)
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return requests, answers


def hide_launcher(source):
    """Makes the action see itself as the program that runs: its folder is first on the path. Returns the name of its module."""
    own = os.path.dirname(os.path.abspath(__file__))
    # Processes that multiprocessing spawns find the module there; they get this path.
    spawned = os.path.join(own, "spawned")
    found = [spawned] if os.path.isdir(spawned) else []
    sys.path[:] = [os.path.dirname(source)] + [path for path in sys.path if path != own] + found
    sys.argv = [source]
    return "main__" if found else "__mp_main__"


def activate_virtualenv(directory):
    """Puts the packages of the archive's virtualenv first on the path, with its own script or by its layout."""
    root = os.path.join(directory, "virtualenv")
    if not os.path.isdir(root):
        return
    before = list(sys.path)
    packages = find_packages(root)
    if run_activation_script(root):
        # Scripts of Windows, and old ones under Python 3.10 and later, name a folder that is not there.
        if packages is None or any(os.path.isdir(path) for path in sys.path if path not in before):
            return
    else:
        os.environ["VIRTUAL_ENV"] = root
        os.environ["PATH"] = os.path.join(root, "bin") + os.pathsep + os.environ.get("PATH", "")
    if packages is None:
        sys.exit("Invalid virtualenv: the archive's virtualenv has neither bin/activate_this.py nor lib/python3*/site-packages.")
    before = list(sys.path)
    site.addsitedir(packages)
    sys.path[:] = [path for path in sys.path if path not in before] + before


def run_activation_script(root):
    """Runs the virtualenv's own script, which a virtualenv of Windows has elsewhere. Returns whether there is one."""
    for folder in ("bin", "Scripts"):
        script = os.path.join(root, folder, "activate_this.py")
        if os.path.isfile(script):
            with open(script, "rb") as file:
                exec(compile(file.read(), script, "exec"), {"__file__": script, "__name__": "activate_this"})
            return True
    return False


def find_packages(root):
    """Returns the folder with the packages of a virtualenv: that of this Python, else of the newest, else of Windows. None without any."""
    own = os.path.join(root, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
    others = glob.glob(os.path.join(glob.escape(root), "lib", "python3*", "site-packages"))
    others.sort(key=lambda path: [int(number) for number in re.findall("[0-9]+", path[len(root):])])
    windows = os.path.join(root, "Lib", "site-packages")
    return next((path for path in [own] + others[::-1] + [windows] if os.path.isdir(path)), None)


def load_entry_point(source, name, module_name):
    """Runs the action's module and returns its function. Errors are printed as Python prints them."""
    # Not `__main__`: code for that name is for running the file by hand. `main__` is its name in OpenWhisk's runtime.
    # The loader is named because the source may have no extension.
    loader = importlib.machinery.SourceFileLoader(module_name, source)
    spec = importlib.util.spec_from_file_location(module_name, source, loader=loader)
    module = importlib.util.module_from_spec(spec)
    module.__spec__ = None
    # multiprocessing uses `__mp_main__` for the same file.
    sys.modules["__main__"] = sys.modules["__mp_main__"] = sys.modules["main__"] = module
    try:
        spec.loader.exec_module(module)
        entry_point = getattr(module, name, None)
    except Exception as error:
        name_requirements(error, source)
        traceback.print_exception(type(error), error, own_trace(error, source))
        sys.exit(1)
    if entry_point is None:
        sys.exit("AttributeError: module '__main__' has no attribute '%s'" % name)
    if not callable(entry_point):
        sys.exit("TypeError: '%s' of the action is not a function" % name)
    return entry_point


def own_trace(error, source):
    """The traceback without the frames of this file, the import machinery and asyncio, which do not help the reader; None if it has no others."""
    trace = error.__traceback__
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith(os.path.dirname(source)):
        trace = trace.tb_next
    return trace


def name_requirements(error, source):
    """Says in the message of an import that failed how the packages of a requirements.txt get into the archive."""
    file = os.path.join(os.path.dirname(source), "requirements.txt")
    if isinstance(error, ModuleNotFoundError) and os.path.isfile(file):
        error.msg = "%s (requirements.txt is not installed here: pip install -t . -r requirements.txt before zipping)" % error.msg


class Context:
    """The activation context in os.environ: the variables of a message are removed when the next one comes, and those of the init with the first."""

    def __init__(self):
        init = json.loads(os.environ.pop("ACTIONRUNNER_INIT_CONTEXT", "{}"))
        self._replaced = {os.fsencode(name): None if value is None else os.fsencode(value) for name, value in init.items()}
        self._names = None  # of the variables, by the keys of the last message

    def set(self, message):
        names = self._names
        context = encode_texts(message, names) if names and message.keys() == names.keys() else None
        if context is None:
            context = self._read(message)
        # Even those that are the same: what programs are given may have been changed without os.environ.
        if VARIABLES is not None:
            for name, value in context.items():
                os.putenv(name, value)
                VARIABLES[name] = value
        else:
            os.environb.update(context)
        if os.environ is not ENVIRON:  # the action has replaced it
            os.environ.update((os.fsdecode(name), os.fsdecode(value)) for name, value in context.items())

    def _read(self, message):
        """Reads the variables of any message, and puts back those that it does not have."""
        context = {}
        names = {}
        for key, value in message.items():
            name = name_variable(key) if key and key != "value" else None
            if name is None:
                continue
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            try:
                value = text.encode()
            except UnicodeEncodeError:  # lone surrogates
                continue
            # The runtime has logged those that are left out.
            if b"\0" not in value and len(name) + len(value) <= LONGEST_VARIABLE:
                context[name] = value
                names[key] = name
        names["value"] = None
        self._names = names if len(names) == len(context) + 1 else None
        replaced = self._replaced
        if replaced.keys() != context.keys():
            for name in [name for name in replaced if name not in context]:
                put_back(name, replaced.pop(name))
            for name in context:
                if name not in replaced:
                    replaced[name] = os.environb.get(name)
        return context


def encode_texts(message, names):
    """The variables of a message with the same keys as the last one, which had texts only. None if it has anything else."""
    context = {}
    try:
        for key, name in names.items():
            if name is not None:
                value = message[key].encode()
                if len(value) > SHORT_VARIABLE or b"\0" in value:
                    return None
                context[name] = value
    except (AttributeError, UnicodeEncodeError):
        return None
    return context


def put_back(name, value):
    put(os.environb, name, value)
    if os.environ is not ENVIRON:
        put(os.environ, os.fsdecode(name), None if value is None else os.fsdecode(value))


def put(variables, name, value):
    if value is None:
        variables.pop(name, None)
    else:
        variables[name] = value


@functools.lru_cache(maxsize=64)
def name_variable(key):
    """The name of the variable for a key of a message; None if there can be none."""
    name = CONTEXT_PREFIX + key.upper()
    try:
        return None if "=" in name or "\0" in name else name.encode()
    except UnicodeEncodeError:
        return None


def encode(result):
    """Encodes the line of the answer. For anything but JSON it is a line that the runtime refuses, and says why."""
    global to_text
    try:
        if json.dumps is dumps and json.JSONEncoder is Encoder:
            text = to_text(result)
        else:  # the action has replaced them
            text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:  # lone surrogates
            return json.dumps(result, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        to_text = make_encoder()
        return ("not JSON: %s" % " ".join(str(error).split())).encode("utf-8", "replace")


def invoke(entry_point, arguments, source):
    try:
        result = entry_point(arguments)
        if isinstance(result, CoroutineType):
            import asyncio  # only for an `async def`: it takes long to load

            result = asyncio.run(result)
        return result
    except Exception as error:
        name_requirements(error, source)
        trace = own_trace(error, source) or error.__traceback__.tb_next or error.__traceback__
        traceback.print_exception(type(error), error, trace)
        return {"error": format_error(error)}


def format_error(error):
    try:
        if isinstance(error, KeyError):
            return "KeyError: %s" % error  # the message is the key alone
        return str(error) or type(error).__name__
    except Exception:
        return type(error).__name__


def answer(line, entry_point, context, source):
    try:
        message = decode(str(line, "utf-8", "surrogatepass"))
    except RecursionError:
        return {"error": "The parameters are nested too deeply for Python."}
    context.set(message)
    return invoke(entry_point, message.get("value", {}), source)


def rehearse(source):
    """Runs what each fork runs. Python rewrites code in its first runs and caches what it finds: forks that did so would write to shared pages."""
    context = Context()
    # `threading` runs this in each fork, where only one thread is left, as is true here.
    update_threads = getattr(sys.modules.get("threading"), "_after_fork", bool)
    for line in [b'{"value":{},"rehearsal":""}', b"{}"] * REHEARSALS:
        encode(answer(line, dict, context, source))
        update_threads()


def load_forks():
    """The other half of the launcher, which only an action that is forked needs; the action does not see it."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "forks.py")
    spec = importlib.util.spec_from_file_location("actionrunner_forks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    source, name = sys.argv[1:3]
    requests, answers = take_channels()
    context = Context()
    forks = load_forks() if os.environ.pop("ACTIONRUNNER_FORK", None) else None
    module_name = hide_launcher(source)
    activate_virtualenv(os.path.dirname(source))
    entry_point = load_entry_point(source, name, module_name)
    ready = {"ok": True}
    if forks:
        reason = forks.why_not()
        ready.update(fork=reason is None, reason=reason)
    answers.write(json.dumps(ready).encode() + b"\n")
    answers.flush()
    if ready.get("fork"):
        flush()
        rehearse(source)
        message, answers = forks.serve(requests, answers)
        requests = [message]
    process = os.getpid()
    for line in requests:
        result = answer(line, entry_point, context, source)
        if os.getpid() != process:
            flush()
            os._exit(0)  # a process that the action forked has returned here: it must not answer as well
        encoded = encode(result)
        flush()
        answers.write(encoded + b"\n")
        answers.flush()
    if ready.get("fork"):
        os._exit(0)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass  # the action has closed or replaced it


def exit_now(status):
    """Exits like sys.exit, but without waiting for threads, which may run forever."""
    if not isinstance(status, (int, type(None))):
        print(status, file=sys.stderr)
        status = 1
    atexit._run_exitfuncs()
    flush()
    os._exit((status or 0) & 0xFF)


if __name__ == "__main__":
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)  # integers keep all their digits, however many
    try:
        main()
    except SystemExit as error:
        exit_now(error.code)
    except BaseException:
        traceback.print_exc()
        exit_now(1)
