/* Writes lines of 100 bytes to stdout. usage: spew BYTES BLOCK: BYTES in total, BLOCK per write */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 100 };

int main(int argc, char **argv) {
  if (argc != 3) return 3;
  long left = atol(argv[1]);
  long block = atol(argv[2]);
  char *lines = malloc(block + LINE);
  for (long at = 0; at < block + LINE; at++) lines[at] = at % LINE == LINE - 1 ? '\n' : 'x';
  long phase = 0; /* where in a line the next block begins */
  while (left > 0) {
    long size = left < block ? left : block;
    ssize_t written = write(1, lines + phase, size);
    if (written < 0) return 1;
    phase = (phase + written) % LINE;
    left -= written;
  }
  return 0;
}
