#include <stdio.h>

int main(void) {
  puts("{\"greeting\":\"hello\"}");
  return 0;
}
