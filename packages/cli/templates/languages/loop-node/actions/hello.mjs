/** Gets the parameters of each activation, and returns its result. What it prints is logged. */
export function main({ name = 'stranger' }) {
  console.error('greeting', name);
  return { message: `Hello, ${name}!` };
}
