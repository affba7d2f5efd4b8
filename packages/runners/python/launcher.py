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
REHEARSALS = 10  # code has its final form after eight runs

decode = json.JSONDecoder().decode


def take_channels():
    """Moves the protocol's channels to other descriptors, where the action and its processes do not find them."""
    requests = os.fdopen(os.dup(0), "rb")
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
        self._replaced = json.loads(os.environ.pop("ACTIONRUNNER_INIT_CONTEXT", "{}"))

    def set(self, message):
        context = {}
        for key, value in message.items():
            if key in ("", "value"):
                continue
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            name = CONTEXT_PREFIX + key.upper()
            if is_variable(name, text):
                context[name] = text
        for name in [name for name in self._replaced if name not in context]:
            put_back(name, self._replaced.pop(name))
        for name, text in context.items():
            current = os.environ.get(name)
            if name not in self._replaced:
                self._replaced[name] = current
            # Most are those of the message before, and changing os.environ is slow. What programs are given may have been changed without it.
            if current == text:
                os.putenv(name, text)
            else:
                os.environ[name] = text


def put_back(name, value):
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def is_variable(name, text):
    """Whether an environment variable is valid; the runtime has logged those that are not."""
    if "=" in name or "\0" in name or "\0" in text:
        return False
    if name.isascii() and text.isascii():
        return len(name) + len(text) <= LONGEST_VARIABLE
    try:
        return len(name.encode()) + len(text.encode()) <= LONGEST_VARIABLE
    except UnicodeEncodeError:
        return False


def encode(result):
    """Encodes the line of the answer. For anything but JSON it is a line that the runtime refuses, and says why."""
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:  # lone surrogates
            return json.dumps(result, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
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
