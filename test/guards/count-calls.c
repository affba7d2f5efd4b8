/*
 * Preloaded into a program: counts how often it opens a file, starts a process, writes, and reads what is not there, in the numbers of the
 * file CALLS_FILE; behind them, the same numbers at the moment of its last answer over HTTP.
 * What the program starts is not counted, and knows nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED, STARTED, WRITTEN, EMPTY, NUMBERS };

static long *counts;
static pid_t owner;

/* Which files only wake the event loop of the process, as V8 does for its garbage collector: when that is depends on the heap. They stay open. */
enum { FILES = 1024 };
static char wakes[FILES];

static void count(int number) {
  /* Between fork and exec the memory is shared. */
  if (counts && getpid() == owner) __atomic_add_fetch(&counts[number], 1, __ATOMIC_RELAXED);
}

static void count_written(const void *bytes, size_t size) {
  static const char answer[] = "HTTP/1.1 ";
  count(WRITTEN);
  if (counts && getpid() == owner && size > sizeof answer && memcmp(bytes, answer, sizeof answer - 1) == 0)
    memcpy(counts + NUMBERS, counts, NUMBERS * sizeof *counts);
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("CALLS_FILE");
  int fd = file ? open(file, O_RDWR) : -1;
  if (fd < 0) return;
  void *memory = mmap(NULL, 2 * NUMBERS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) return;
  counts = memory;
  owner = getpid();
  unsetenv("LD_PRELOAD");
  unsetenv("CALLS_FILE");
}

#define MODE(last)                                   \
  va_list arguments;                                 \
  va_start(arguments, last);                         \
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0; \
  va_end(arguments)

#define OPEN(name)                                               \
  int name(const char *path, int flags, ...) {                   \
    MODE(flags);                                                 \
    count(OPENED);                                               \
    return ((int (*)(const char *, int, ...))next(#name))(path, flags, mode); \
  }

#define OPEN_AT(name)                                                          \
  int name(int folder, const char *path, int flags, ...) {                     \
    MODE(flags);                                                               \
    count(OPENED);                                                             \
    return ((int (*)(int, const char *, int, ...))next(#name))(folder, path, flags, mode); \
  }

OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)

typedef ssize_t Read(int, void *, size_t);
typedef ssize_t Write(int, const void *, size_t);
typedef ssize_t WriteVector(int, const struct iovec *, int);

/* Called too often to look for the next one each time. */
static Read *next_read;
static Write *next_write;
static WriteVector *next_writev;

ssize_t read(int fd, void *bytes, size_t size) {
  if (!next_read) next_read = (Read *)next("read");
  ssize_t result = next_read(fd, bytes, size);
  if (result < 0 && errno == EAGAIN) count(EMPTY);
  return result;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  if (!next_write) next_write = (Write *)next("write");
  if (!(fd >= 0 && fd < FILES && wakes[fd])) count_written(bytes, size);
  return next_write(fd, bytes, size);
}

int eventfd(unsigned int initial, int flags) {
  int fd = ((int (*)(unsigned int, int))next("eventfd"))(initial, flags);
  if (fd >= 0 && fd < FILES) wakes[fd] = 1;
  return fd;
}

ssize_t writev(int fd, const struct iovec *pieces, int length) {
  if (!next_writev) next_writev = (WriteVector *)next("writev");
  count_written(pieces[0].iov_base, pieces[0].iov_len);
  return next_writev(fd, pieces, length);
}

pid_t fork(void) {
  count(STARTED);
  return ((pid_t(*)(void))next("fork"))();
}

typedef int Spawn(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[],
                  char *const[]);

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *const argv[], char *const envp[]) {
  count(STARTED);
  return ((Spawn *)next("posix_spawn"))(pid, path, actions, attributes, argv, envp);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                 char *const argv[], char *const envp[]) {
  count(STARTED);
  return ((Spawn *)next("posix_spawnp"))(pid, file, actions, attributes, argv, envp);
}
