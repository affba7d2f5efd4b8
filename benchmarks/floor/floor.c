/*
 * The floor: the least that any server needs for an activation, HTTP included. It trusts its client, checks nothing and logs nothing.
 * Long because the floor is one program without a library, read from top to bottom.
 *
 * usage: floor PORT process COMMAND [ARGUMENT...]   a process per activation: value as last argument and on stdin, last line of stdout
 *        floor PORT loop COMMAND [ARGUMENT...]      one child: message on stdin, answer on file descriptor 3
 *
 * Each connection has a thread. POST /init answers at once; a run message must begin with its value.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ARGUMENT = 131071, CHUNK = 65536, ANSWER = 3 };

extern char **environ;

typedef struct {
  char *bytes;
  size_t length, size;
} Buffer;

static int is_loop;
static int command_length;
static char **command;
static int loop_in, loop_out;
static pthread_mutex_t loop_lock = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void reserve(Buffer *buffer, size_t more) {
  if (buffer->length + more <= buffer->size) return;
  buffer->size = (buffer->length + more) * 2;
  buffer->bytes = realloc(buffer->bytes, buffer->size);
  if (!buffer->bytes) die("realloc");
}

/* Reads once. Returns what read() does. */
static ssize_t fill(int fd, Buffer *buffer) {
  reserve(buffer, CHUNK);
  ssize_t count = read(fd, buffer->bytes + buffer->length, buffer->size - buffer->length);
  if (count > 0) buffer->length += count;
  return count;
}

static int write_all(int fd, struct iovec *parts, int count) {
  while (count > 0) {
    ssize_t written = writev(fd, parts, count);
    if (written < 0) return -1;
    while (count > 0 && (size_t)written >= parts->iov_len) {
      written -= parts->iov_len;
      parts++;
      count--;
    }
    if (count > 0) {
      parts->iov_base = (char *)parts->iov_base + written;
      parts->iov_len -= written;
    }
  }
  return 0;
}

static void pipe_or_die(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) die("pipe2");
}

static pid_t start(char **arguments, int in, int out, int out_as) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, out_as);
  pid_t pid;
  errno = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
  if (errno != 0) die(arguments[0]);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

/* Writes the input to stdin and reads stdout to its end, whichever is ready. */
static void talk(int in, int out, const char *input, size_t left, Buffer *output) {
  struct pollfd fds[2] = {{out, POLLIN, 0}, {in, POLLOUT, 0}};
  fcntl(in, F_SETFL, O_NONBLOCK);
  for (;;) {
    if (fds[1].fd >= 0) {
      ssize_t written = write(in, input, left);
      if (written > 0) {
        input += written;
        left -= written;
      }
      if (left == 0 || (written < 0 && errno != EAGAIN)) {
        close(in);
        fds[1].fd = -1; /* poll skips it */
      }
    }
    if (poll(fds, 2, -1) < 0) die("poll");
    if (fds[0].revents && fill(out, output) <= 0) break;
  }
  if (fds[1].fd >= 0) close(in);
  close(out);
}

/* Where the JSON value that starts here ends. */
static char *value_end(char *at, char *end) {
  int depth = 0;
  for (; at < end; at++) {
    if (*at == '"') {
      do {
        at = memchr(at + 1, '"', end - at - 1);
        if (!at) return end;
        char *before = at - 1;
        while (*before == '\\') before--;
        if ((at - before) % 2 == 1) break;
      } while (1);
    } else if (*at == '{' || *at == '[') {
      depth++;
    } else if ((*at == '}' || *at == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return end;
}

static void run_process(char *message, size_t length, Buffer *output, struct iovec *result) {
  char *value = message + strlen("{\"value\":");
  char *end = value_end(value, message + length);
  *end = 0;
  char **arguments = calloc(command_length + 2, sizeof *arguments);
  memcpy(arguments, command, command_length * sizeof *arguments);
  if (end - value <= MAX_ARGUMENT) arguments[command_length] = value;
  int in[2], out[2];
  pipe_or_die(in);
  pipe_or_die(out);
  pid_t pid = start(arguments, in[0], out[1], 1);
  free(arguments);
  *end = '\n';
  close(in[0]);
  close(out[1]);
  output->length = 0;
  talk(in[1], out[0], value, end + 1 - value, output);
  waitpid(pid, NULL, 0);
  if (output->length > 0 && output->bytes[output->length - 1] == '\n') output->length--;
  char *before = output->length > 0 ? memrchr(output->bytes, '\n', output->length) : NULL;
  char *line = before ? before + 1 : output->bytes;
  *result = (struct iovec){line, output->bytes + output->length - line};
}

/* Reads one line; it ends what was read. */
static void read_line(int fd, Buffer *output) {
  output->length = 0;
  do {
    if (fill(fd, output) <= 0) die("the child ended");
  } while (output->bytes[output->length - 1] != '\n');
  output->length--;
}

static void run_loop(char *message, size_t length, Buffer *output, struct iovec *result) {
  struct iovec parts[2] = {{message, length}, {"\n", 1}};
  pthread_mutex_lock(&loop_lock);
  if (write_all(loop_in, parts, 2) != 0) die("the child's stdin");
  read_line(loop_out, output);
  pthread_mutex_unlock(&loop_lock);
  *result = (struct iovec){output->bytes, output->length};
}

static void start_loop(void) {
  int in[2], out[2];
  pipe_or_die(in);
  pipe_or_die(out);
  setenv("__OW_WAIT_FOR_ACK", "1", 1);
  start(command, in[0], out[1], ANSWER);
  close(in[0]);
  close(out[1]);
  loop_in = in[1];
  loop_out = out[0];
  Buffer acknowledgement = {0};
  read_line(loop_out, &acknowledgement);
}

static int answer(int client, struct iovec result) {
  char head[128];
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", result.iov_len);
  struct iovec parts[2] = {{head, size}, result};
  return write_all(client, parts, 2);
}

static void *serve(void *argument) {
  int client = (int)(long)argument;
  Buffer request = {0}, output = {0};
  for (;;) {
    request.length = 0;
    size_t total = 0, head = 0;
    while (head == 0 || request.length < total) {
      if (fill(client, &request) <= 0) goto closed;
      char *end = head == 0 ? memmem(request.bytes, request.length, "\r\n\r\n", 4) : NULL;
      if (end) {
        *end = 0;
        head = end + 4 - request.bytes;
        char *length = strcasestr(request.bytes, "\r\ncontent-length:");
        total = head + (length ? strtoul(length + 17, NULL, 10) : 0);
        reserve(&request, total + 1 > request.length ? total + 1 - request.length : 0);
      }
    }
    struct iovec result = {"{\"ok\":true}", 11};
    if (strncmp(request.bytes, "POST /run ", 10) == 0) {
      (is_loop ? run_loop : run_process)(request.bytes + head, total - head, &output, &result);
    }
    if (answer(client, result) != 0) break;
  }
closed:
  close(client);
  free(request.bytes);
  free(output.bytes);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 4) return 3;
  signal(SIGPIPE, SIG_IGN);
  is_loop = strcmp(argv[2], "loop") == 0;
  command = argv + 3;
  command_length = argc - 3;
  int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 512) != 0) die("listen");
  if (is_loop) start_loop();
  for (;;) {
    int client = accept4(server, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) die("accept");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, (void *)(long)client) != 0) die("pthread_create");
    pthread_detach(thread);
  }
}
