/*
 * Preloaded into a program: counts how often it opens a file and how often it starts a process, in the two numbers of the file CALLS_FILE.
 * What the program starts is not counted, and knows nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPENED, STARTED, NUMBERS };

static long *counts;
static pid_t owner;

static void count(int number) {
  /* Between fork and exec the memory is shared. */
  if (counts && getpid() == owner) __atomic_add_fetch(&counts[number], 1, __ATOMIC_RELAXED);
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("CALLS_FILE");
  int fd = file ? open(file, O_RDWR) : -1;
  if (fd < 0) return;
  void *memory = mmap(NULL, NUMBERS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
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
