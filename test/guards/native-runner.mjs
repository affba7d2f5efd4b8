export { NativeRunner as default } from '@actionrunner/core';
