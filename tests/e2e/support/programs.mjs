// Finds the programs that the tests drive. All come from the machine: nothing is downloaded.
// An environment variable names another one; otherwise the usual names are looked for on PATH.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} file */
function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} variable
 * @param {string[]} names
 * @param {string} remedy
 * @returns {string}
 */
function find(variable, names, remedy) {
  const named = process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(canRun);
  if (!found) throw new Error(`none of ${names.join(', ')} on PATH: ${remedy}, or set ${variable}`);
  return found;
}

export const chromiumProgram = () =>
  find('CHROMIUM_BIN', ['chromium', 'chromium-browser', 'google-chrome'], 'apt-get install chromium');

export const firefoxProgram = () => find('FIREFOX_BIN', ['firefox-esr', 'firefox'], 'apt-get install firefox-esr');

/** @returns {string} the binary under test */
export function vigieProgram() {
  const program = process.env.VIGIE_BIN ?? fileURLToPath(new URL('../../../target/debug/vigie', import.meta.url));
  if (!canRun(program)) throw new Error(`${program} is not there: cargo build, or set VIGIE_BIN`);
  return program;
}
