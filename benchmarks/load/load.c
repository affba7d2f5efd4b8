/*
 * A client that costs little, so that what is measured is the server: on two cores a client on Node would be the bottleneck.
 * Sends the same POST /run again and again to 127.0.0.1 and prints, as one JSON object on a line, the nanoseconds of the whole and of each request.
 *
 * usage: load PORT REQUESTS CONNECTIONS FILE [close|reconnect]   FILE: the body; reconnect: a new connection for each request, which we
 * close after the answer; close: the same, and each request asks the server to close it, too
 *
 * Fails unless every answer has status 200 and the body of the first one.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, EVENTS = 64, PATIENCE_MS = 60000 };

typedef struct {
  int fd;
  size_t sent;
  char *bytes;
  size_t length, size;
  long began;
} Connection;

static int port, poller, closes, asks_to_close;
static char *request;
static size_t request_length;
static char *first_body;
static size_t first_length;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void refuse(const char *what, const Connection *connection) {
  fprintf(stderr, "%s: %.*s\n", what, (int)(connection->length < 1000 ? connection->length : 1000), connection->bytes);
  exit(1);
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void make_request(const char *file) {
  int fd = open(file, O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) die(file);
  request = malloc(status.st_size + 256);
  int head = sprintf(request,
                     "POST /run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                     "Content-Length: %ld\r\n%s\r\n",
                     (long)status.st_size, asks_to_close ? "Connection: close\r\n" : "");
  if (read(fd, request + head, status.st_size) != status.st_size) die(file);
  request_length = head + status.st_size;
  close(fd);
}

static void open_connection(Connection *connection) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1;
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0) die("connect");
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(connection->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, connection->fd, &event) != 0) die("epoll_ctl");
}

/* Sends what can be sent now. */
static void flush(Connection *connection) {
  while (connection->sent < request_length) {
    ssize_t count = write(connection->fd, request + connection->sent, request_length - connection->sent);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) return; /* the server has closed: what it answered is read */
    connection->sent += count;
  }
}

static void begin(Connection *connection) {
  connection->began = now();
  if (connection->fd < 0) open_connection(connection);
  connection->sent = connection->length = 0;
  flush(connection);
}

/* Reads what is there. Returns whether the server has closed the connection. */
static int fill(Connection *connection) {
  for (;;) {
    if (connection->size - connection->length <= CHUNK) {
      connection->size = connection->size * 2 + 2 * CHUNK;
      connection->bytes = realloc(connection->bytes, connection->size);
      if (!connection->bytes) die("realloc");
    }
    /* One byte is left for the NUL. */
    ssize_t count = read(connection->fd, connection->bytes + connection->length, connection->size - connection->length - 1);
    if (count > 0) {
      connection->length += count;
      continue;
    }
    connection->bytes[connection->length] = 0;
    if (count < 0 && errno == EAGAIN) return 0;
    return 1;
  }
}

/* Whether the whole answer is there; it is compared with the first one. */
static int is_answered(Connection *connection, int closed) {
  char *end = memmem(connection->bytes, connection->length, "\r\n\r\n", 4);
  if (!end && closed) refuse("the server closed the connection", connection);
  if (!end) return 0;
  char *body = end + 4;
  size_t length = connection->length - (body - connection->bytes);
  *end = 0;
  char *stated = strcasestr(connection->bytes, "\r\ncontent-length:");
  int is_chunked = strcasestr(connection->bytes, "\r\ntransfer-encoding: chunked") != NULL;
  *end = '\r';
  size_t expected = stated ? strtoul(stated + 17, NULL, 10) : 0;
  int is_whole = is_chunked ? length >= 5 && memcmp(body + length - 5, "0\r\n\r\n", 5) == 0 : stated ? length >= expected : closed;
  if (!is_whole && closed) refuse("the answer is incomplete", connection);
  if (!is_whole) return 0;
  if (strncmp(connection->bytes + 9, "200", 3) != 0) refuse("the server answered", connection);
  if (is_chunked) return 1; /* the same body may be cut differently */
  if (!first_body) {
    first_body = memcpy(malloc(length + 1), body, length);
    first_length = length;
  }
  if (length != first_length || memcmp(body, first_body, length) != 0) refuse("another answer than the first one", connection);
  return 1;
}

static void report(long elapsed, const long *latencies, int count) {
  printf("{\"elapsed\":%ld,\"latencies\":[", elapsed);
  for (int index = 0; index < count; index++) printf(index ? ",%ld" : "%ld", latencies[index]);
  printf("]}\n");
}

int main(int argc, char **argv) {
  if (argc < 5) return 3;
  port = atoi(argv[1]);
  int requests = atoi(argv[2]), count = atoi(argv[3]), started = 0, answered = 0;
  asks_to_close = argc > 5 && strcmp(argv[5], "close") == 0;
  closes = asks_to_close || (argc > 5 && strcmp(argv[5], "reconnect") == 0);
  make_request(argv[4]);
  poller = epoll_create1(EPOLL_CLOEXEC);
  Connection *connections = calloc(count, sizeof *connections);
  long *latencies = calloc(requests, sizeof *latencies);
  for (int index = 0; index < count; index++) {
    connections[index].fd = -1;
    if (!closes) open_connection(&connections[index]);
  }
  long began = now();
  for (; started < count && started < requests; started++) begin(&connections[started]);
  while (answered < requests) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, PATIENCE_MS);
    if (ready < 0) die("epoll_wait");
    if (ready == 0) {
      fprintf(stderr, "no answer within a minute\n");
      return 1;
    }
    for (int index = 0; index < ready; index++) {
      Connection *connection = events[index].data.ptr;
      if (connection->began == 0) continue; /* idle */
      flush(connection);
      int closed = fill(connection);
      if (!(connection->length || closed) || !is_answered(connection, closed)) continue;
      latencies[answered++] = now() - connection->began;
      connection->began = 0;
      if (closes || closed) {
        close(connection->fd);
        connection->fd = -1;
      }
      if (started < requests) {
        started++;
        begin(connection);
      }
    }
  }
  report(now() - began, latencies, requests);
  return 0;
}
