// The real server in demo mode, on a free port with a data directory of its own. It can be stopped, killed and started again
// on the same data, at the same address.
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { newFolder, removeFolder } from './folders.mjs';
import { vigieProgram } from './programs.mjs';

/** Making the demo's eight weeks of history is the slow part; a debug build on a busy machine takes its time. */
const START_PATIENCE_MS = 60_000;

/** A graceful stop finishes what is in flight; a server that needs longer has a bug. */
const STOP_PATIENCE_MS = 10_000;

/** How many lines of the log a failure shows. */
const LOG_TAIL = 40;

/**
 * @typedef {'aide'|'coordinator'|'sector_referent'|'administrator'} Role
 * @typedef {{role: Role, login: string, secret: string, name: string}} Account
 * @typedef {object} Settings
 * @property {string[]} [pushOrigins] allowed as push endpoints besides the known ones
 * @property {Record<string, string>} [env] more of the server's own settings
 */

/** @returns {Promise<number>} a port nobody listens on at this moment */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Vigie {
  /** @type {Account[]} */
  accounts = [];
  /** @type {string[]} */
  log = [];
  /** @type {import('node:child_process').ChildProcess|null} */
  #process = null;
  #folder;
  #port;
  #more;

  /**
   * @param {string} folder
   * @param {number} port
   * @param {Settings} settings
   */
  constructor(folder, port, { pushOrigins = [], env = {} }) {
    this.#folder = folder;
    this.#port = port;
    this.#more = { VIGIE_PUSH_ORIGINS: pushOrigins.join(','), ...env };
    // A test that is given up must leave no server behind. (Signals end a process without its 'exit'.)
    process.once('exit', () => this.#process?.kill('SIGKILL'));
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));
  }

  /**
   * @param {Settings} [settings]
   * @returns {Promise<Vigie>} a fresh demo, ready
   */
  static async start(settings = {}) {
    const vigie = new Vigie(await newFolder('data'), await freePort(), settings);
    await vigie.#run(['demo', '--fresh', '--json']);
    return vigie;
  }

  /** Where browsers go. `localhost` is a secure context, so workers and push are allowed on plain http. */
  get url() {
    return `http://localhost:${this.#port}`;
  }

  /** Starts again on what was kept. */
  async startAgain() {
    await this.#run(['demo', '--json']);
  }

  /** kill -9: nothing can be finished, nothing handed back. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Stops gracefully and forgets the data. */
  async close() {
    const code = await this.#end('SIGTERM');
    await removeFolder(this.#folder);
    if (code !== null && code !== 0) throw new Error(`vigie ended with ${code}\n${this.tail()}`);
  }

  tail() {
    return this.log.slice(-LOG_TAIL).join('\n');
  }

  /**
   * Another command of the same program on the same data, to its end.
   * @param {string[]} args
   * @returns {Promise<string>} what it said
   */
  async command(...args) {
    // The demo has a database of its own, which the other commands do not look for.
    const env = { ...this.#env, VIGIE_DATABASE_URL: `sqlite://${this.#folder}/demo.db` };
    const { stdout } = await promisify(execFile)(vigieProgram(), args, { env });
    return stdout;
  }

  get #env() {
    return {
      ...process.env,
      VIGIE_DATA_DIR: this.#folder,
      VIGIE_LISTEN: `127.0.0.1:${this.#port}`,
      VIGIE_PUBLIC_URL: this.url,
      ...this.#more,
    };
  }

  /** @param {string[]} args */
  async #run(args) {
    const child = spawn(vigieProgram(), args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.#env });
    this.#process = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    const ready = await this.#readyLine(child);
    // A demo that goes on with kept data may not know its secrets any more; they have not changed.
    if (ready.accounts?.length) this.accounts = ready.accounts;
  }

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @returns {Promise<{url: string, accounts?: Account[]}>}
   */
  #readyLine(child) {
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`vigie ${why}\n${this.tail()}`));
      };
      const timer = setTimeout(() => fail(`was not ready in ${START_PATIENCE_MS} ms`), START_PATIENCE_MS);
      child.once('error', (error) => fail(`did not start: ${error.message}`));
      child.once('exit', (code, signal) => fail(`ended before it was ready (${code ?? signal})`));
      createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
        this.log.push(line);
        if (!line.startsWith('{"url"') && !line.includes('"accounts"')) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(JSON.parse(line));
      });
    });
  }

  /**
   * @param {NodeJS.Signals} signal
   * @returns {Promise<number|null>} the exit code, null when a signal ended it or it had ended before
   */
  async #end(signal) {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    const code = await ended;
    clearTimeout(timer);
    if (signal === 'SIGTERM' && code === null) throw new Error(`vigie did not stop on SIGTERM\n${this.tail()}`);
    return /** @type {number|null} */ (code);
  }
}
