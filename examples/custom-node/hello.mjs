export function main({ name }) {
  console.log('greeting', name);
  return { message: `Hello, ${name}!` };
}
