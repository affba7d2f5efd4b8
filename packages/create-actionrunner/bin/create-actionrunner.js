#!/usr/bin/env node
/** `npm create actionrunner my-runtime` is `actionrunner new my-runtime`. */
import { main } from 'actionrunner';

const args = process.argv.slice(2);
process.exitCode = await main(args[0] === '--version' ? args : ['new', ...args]);
