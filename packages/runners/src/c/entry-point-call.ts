/** Is in a program that calls the entry point, and not in one whose own `main` runs. */
export const ENTRY_POINT_MARK = 'actionrunner: entry point';

/**
 * Formats the source of a `main` that calls a function of the same signature. The compiler knows the function by another name: its own may
 * be a keyword of C, or the name of a function of the C library.
 */
export function formatEntryPointCall(name: string): string {
  return `#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

static const char mark[] = "${ENTRY_POINT_MARK}";

int entry_point(int argc, char **argv) __asm__(TEXT(__USER_LABEL_PREFIX__) "${name}");

int main(int argc, char **argv) {
    __asm__ volatile("" : : "r"(mark)); /* keeps it in the program */
    return entry_point(argc, argv);
}
`;
}
