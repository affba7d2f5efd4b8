"""Forks a process for each activation from one that has loaded the action. docs/reference/forks.md describes the protocol."""
# Long because the process that forks reads one file more, not several.
import _signal  # not `signal`, whose functions make enumerations: a quarter of a megabyte in each fork
import _thread
import gc
import io
import os
import sys
import warnings

MARK = "ACTIONRUNNER_PROCESS"
SET_CHILD_SUBREAPER = 36  # prctl(2)

#: Longer than any line of the runtime, which writes each at once, and not before the one before it has been read.
ORDER_BYTES = 64
FRAME_BYTES = 256

#: The allocator puts small objects of one size into pools, which begin with a header.
POOL_BYTES = 16384 if sys.version_info >= (3, 10) else 4096
POOL_HEADER_BYTES = 64
MAX_SMALL_BYTES = 512
ALIGNMENT = 16
#: For each size, in case the allocator is another one.
MAX_FILLED_BYTES = 256 * 1024

#: What must not be freed in a fork: that would write to pages that are shared.
_KEPT = []


def why_not():
    """Why a fork of this process would differ from a new process, or None."""
    others = [thread for thread in sys._current_frames() if thread != _thread.get_ident()]
    if others:
        names = _thread_names(others)
        return "it has started %s" % _count(len(others), "thread") + (names and " (%s)" % names)
    if _has_children():
        return "it has started a process that is running"
    for descriptor, target in _descriptors():
        if target.startswith(("socket:", "pipe:", "anon_inode:")):
            return "it has opened a connection or pipe (file descriptor %d, %s)" % (descriptor, target)
        if _is_shared_for_writing(descriptor):
            return "it has opened %s for writing" % target
    shared = _shared_memory() - SHARED_BEFORE
    if shared:
        return "it has memory that all forks would share (%s)" % min(shared)[0]
    if len(os.listdir("/proc/self/task")) > 1:
        _try_fork()  # libraries that can be forked end their threads before
        left = len(os.listdir("/proc/self/task")) - 1
        if left > 0:
            return "a library has started %s" % _count(left, "thread")
    return None


def serve(orders, channel):
    """Forks a place for each order. Returns in the forks, with the message and the file of the answer, once there is one."""
    prctl, fork = _functions_of_libc()
    files = _files_for_reading()
    handler = _signal.getsignal(_signal.SIGCHLD)
    inherited = (orders.fileno(), channel.fileno())
    gc.collect()
    _KEPT.extend((orders, channel, _fill_gaps()))
    gc.freeze()
    for order in orders:
        _collect_children()
        word, *paths = order.decode().split()
        if word != "place":
            continue
        pid = fork()
        if pid < 0:
            pid = os.fork()  # raises the reason
        if pid == 0:
            os.close(inherited[0])
            os.close(inherited[1])
            if prctl:
                prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what an activation leaves behind becomes a child of its place
            return _serve_place(files, handler, *paths)
    os._exit(0)


def _functions_of_libc():
    """prctl(2), or None, and a fork that runs no functions of the action, for the places: theirs run them when they fork."""
    try:
        import ctypes  # before the forks, which then share it

        libc = ctypes.PyDLL(None)  # holds the lock of the interpreter, which has no other thread
        libc.prctl(SET_CHILD_SUBREAPER, 0, 0, 0, 0)  # what the first call allocates is shared, too
        return libc.prctl, libc.fork
    except (ImportError, OSError, AttributeError):
        return None, os.fork


def _fill_gaps():
    """Fills the gaps between small objects. Each fork would put new objects there, one to a page; now it finds pages with room for many."""
    filling = []
    for size in range(ALIGNMENT, MAX_SMALL_BYTES + 1, ALIGNMENT):
        for number in range(MAX_FILLED_BYTES // size):
            filling.append(_make_object(size, number))
            if id(filling[-1]) % POOL_BYTES < POOL_HEADER_BYTES:
                break  # the first in a new pool
    return filling


def _make_object(size, number):
    if size == ALIGNMENT:
        return object()
    rest = size - sys.getsizeof(b"")
    return bytes(rest) if rest > 0 else 10**9 + number


def _serve_place(files, handler, orders_path, frames_path, stdout_path, stderr_path, reports_path):
    # Each page that is written here is one that is not shared any more: neither more objects than needed, nor more calls.
    os.setsid()
    if handler is not _signal.SIG_DFL:
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    orders = _open(orders_path, os.O_RDONLY)
    reports = _open_now(reports_path, os.O_WRONLY)
    _report(reports, b"ready %d\n" % os.getpid())
    while True:
        order = os.read(orders, ORDER_BYTES)
        if not order:
            os._exit(0)
        number = int(order)
        child = os.fork()
        if child == 0:
            os.setsid()
            if handler is not _signal.SIG_DFL:
                _signal.signal(_signal.SIGCHLD, handler if handler is not None else _signal.SIG_DFL)
            frames = _open(frames_path, os.O_RDONLY)
            for path, descriptor in ((stdout_path, 1), (stderr_path, 2)):
                opened = _open(path, os.O_WRONLY)
                os.dup2(opened, descriptor)
                os.close(opened)
            _report(reports, b"armed %d %d\n" % (number, os.getpid()))
            os.close(reports)
            os.close(orders)
            return _await_message(frames, files)
        ended = None
        while ended != child:  # or one that an activation has left behind
            ended, status = os.waitpid(-1, 0)
        _report(reports, b"exit %d %d\n" % (number, status))


def _report(reports, line):
    try:
        os.write(reports, line)
    except OSError:
        os._exit(0)  # the runtime does not want to hear of it any more


def _await_message(frames, files):
    frame = os.read(frames, FRAME_BYTES)
    if not frame:
        os._exit(0)  # the runtime has gone, or needs no more forks
    os.close(frames)
    mark, message_path, answer_path = frame.decode().split()
    os.environ[MARK] = mark
    _separate(files)
    _seed()
    file = _open_now(message_path, os.O_RDONLY)
    message = os.read(file, os.fstat(file).st_size)
    os.close(file)
    return message, io.FileIO(_open_now(answer_path, os.O_WRONLY), "wb")


def _files_for_reading():
    return [descriptor for descriptor, _ in _descriptors() if _is_regular(descriptor)]


def _separate(files):
    """Files that were open for reading are opened again: a fork would share the position with all others."""
    for descriptor in files:
        again = os.open("/proc/self/fd/%d" % descriptor, os.O_RDONLY | os.O_CLOEXEC)
        os.lseek(again, os.lseek(descriptor, 0, os.SEEK_CUR), os.SEEK_SET)
        os.dup2(again, descriptor, inheritable=os.get_inheritable(descriptor))
        os.close(again)


def _seed():
    """Python itself seeds `random` after a fork; NumPy does not."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def _open(path, mode):
    """Opens a FIFO without waiting for the other end, which is gone if the runtime is."""
    both = _open_now(path, os.O_RDWR)
    opened = _open_now(path, mode)
    os.close(both)
    return opened


def _open_now(path, mode):
    try:
        return os.open(path, mode | os.O_CLOEXEC)
    except OSError:
        os._exit(0)  # the runtime has closed it, or is gone


def _try_fork():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads, which are counted afterwards
        child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _collect_children():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def _has_children():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except ChildProcessError:
        return False


def _descriptors():
    """The descriptors that the action has opened, and what they lead to."""
    return [(descriptor, target) for descriptor, target in _all_descriptors() if descriptor not in BEFORE]


def _all_descriptors():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append((int(name), os.readlink("/proc/self/fd/" + name)))
        except OSError:
            pass  # that of the listing itself
    return sorted(found)


#: What was open before the action was loaded: the launcher's, and what the runtime has inherited.
BEFORE = {descriptor for descriptor, _ in _all_descriptors()}


def _shared_memory():
    """What is mapped to be written by several processes and is not a file: names and inodes (proc(5), `maps`)."""
    found = set()
    with open("/proc/self/maps", errors="surrogateescape") as maps:
        for line in maps:
            _, access, _, _, inode, *name = line.split(None, 5)
            path = name[0].rstrip("\n") if name else "no name"
            if access[1] == "w" and access[3] == "s" and not os.path.isfile(path):
                found.add((path, inode))
    return found


#: What was shared before the action was loaded, as by a library in LD_PRELOAD.
SHARED_BEFORE = _shared_memory()


def _is_regular(descriptor):
    import stat

    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _is_shared_for_writing(descriptor):
    import fcntl

    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    # Each line that is appended goes to the end, whoever else writes.
    return _is_regular(descriptor) and flags & os.O_ACCMODE != os.O_RDONLY and not flags & os.O_APPEND


def _thread_names(idents):
    import threading  # not before it is needed: what it does after a fork takes time, and half a megabyte

    return ", ".join(thread.name for thread in threading.enumerate() if thread.ident in idents)


def _count(number, noun):
    return "a %s" % noun if number == 1 else "%d %ss" % (number, noun)
