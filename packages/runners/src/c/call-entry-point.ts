/** The source of a `main` that calls a function of the same signature. */
export function callEntryPoint(name: string): string {
  return `int ${name}(int argc, char **argv);

int main(int argc, char **argv) {
    return ${name}(argc, argv);
}
`;
}
