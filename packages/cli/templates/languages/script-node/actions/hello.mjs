// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
import { readFileSync } from 'node:fs';

const { name = 'stranger' } = JSON.parse(readFileSync(0, 'utf8'));
console.error('greeting', name); // everything else is logged
console.log(JSON.stringify({ message: `Hello, ${name}!` }));
