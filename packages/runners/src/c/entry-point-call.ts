/**
 * The source of a `main` that calls a function of the same signature. The function is known to the compiler by another name:
 * its own may be a keyword of C, or that of a function of the C library.
 */
export function formatEntryPointCall(name: string): string {
  return `#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

int entry_point(int argc, char **argv) __asm__(TEXT(__USER_LABEL_PREFIX__) "${name}");

int main(int argc, char **argv) {
    return entry_point(argc, argv);
}
`;
}
