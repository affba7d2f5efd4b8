/**
 * Formats the source of a `main` that calls a function of the same signature. The compiler knows the function by another name: its own may
 * be a keyword of C, or the name of a function of the C library.
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
