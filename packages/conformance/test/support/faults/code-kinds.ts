import type { Faults } from '../fault.js';

/** Faults that cases of the group `code-kinds` find. */
export const CODE_KINDS_FAULTS: Faults = {
  'ignores-interpreter-line': { fails: ['code-kinds/interpreter'] },
  'loses-last-character': { fails: ['code-kinds/no-final-newline'] },
  'trims-code': { fails: ['code-kinds/exact-text'] },
  'refuses-text-without-interpreter': { fails: ['code-kinds/text-without-interpreter'] },
  'elf-not-supported': { fails: ['code-kinds/executable-in-zip', 'code-kinds/single-executable'] },
  'single-elf-refused': { fails: ['code-kinds/single-executable'] },
  'single-script-refused': { fails: ['code-kinds/single-script', 'code-kinds/single-script-in-latin-1'] },
  'single-file-as-text': { fails: ['code-kinds/single-script-in-latin-1', 'code-kinds/single-executable'] },
  'no-tar-gz': { fails: ['code-kinds/tar-gz'] },
  'no-tar': { fails: ['code-kinds/tar'] },
  'other-archive-is-accepted': { fails: ['code-kinds/other-archive'] },
  'other-archive-not-named': { fails: ['code-kinds/other-archive-is-named'] },
  'windows-script-fails-late': { fails: ['code-kinds/windows-line-endings'] },
  'windows-script-not-explained': { fails: ['code-kinds/windows-line-endings-are-named'] },
  'interpreter-unchecked': { fails: ['code-kinds/missing-interpreter'] },
  'runs-behind-byte-order-mark': { fails: ['code-kinds/byte-order-mark'] },
  'shell-runs-foreign-executable': { fails: ['code-kinds/executable-of-another-system'] },
  'shell-runs-other-processor': { fails: ['code-kinds/executable-of-another-processor'] },
  'runs-damaged-binary': { fails: ['code-kinds/executable-sent-as-text'] },
  'folder-as-exec': { fails: ['code-kinds/folder-as-executable'] },
};
