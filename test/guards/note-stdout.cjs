/** Loaded before a program with `--require`: when the stream of stdout is made, it makes the file that the variable STDOUT_NOTE names. */
const fs = require('node:fs');

const stdout = Object.getOwnPropertyDescriptor(process, 'stdout');
Object.defineProperty(process, 'stdout', {
  ...stdout,
  get() {
    fs.writeFileSync(process.env.STDOUT_NOTE, '');
    return stdout.get.call(process);
  },
});
