// A readcountd of a test's own: free ports, an empty state directory, gone afterwards.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

import {until} from './until.mjs';

const program =
  process.env.READCOUNTD ??
  fileURLToPath(new URL('../../build/release/daemon/readcountd', import.meta.url));
const patience = 10_000; // ms for a start or a stop, on a busy machine

/** Starts a daemon and waits until it is ready. `settings` are further command-line arguments. */
export async function startDaemon(...settings) {
  const stateDir = await mkdtemp(join(tmpdir(), 'readcount-browser-'));
  const own = ['--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0'];
  const child = spawn(program, [...own, '--state-dir', stateDir, ...settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const daemon = new Daemon(child, stateDir);
  try {
    await daemon.ready();
  } catch (error) {
    await daemon.abandon();
    throw error;
  }
  return daemon;
}

const isOk = (url) => fetch(url).then((answer) => answer.ok, () => false);

class Daemon {
  #child;
  #stateDir;
  #log = '';
  #exit;

  constructor(child, stateDir) {
    this.#child = child;
    this.#stateDir = stateDir;
    this.#exit = once(child, 'exit').catch((error) => [error.message]);
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#log += text));
  }

  /** Where pages find it, as http://127.0.0.1:PORT. */
  get url() {
    return this.#logged(/listening on (http:\/\/[^\s"]+)/);
  }

  get admin() {
    return this.#logged(/admin on (http:\/\/[^\s"]+)/);
  }

  async ready() {
    const deadline = Date.now() + patience;
    for (;;) {
      if (this.url && this.admin && (await isOk(`${this.url}/readyz`))) return;
      const exited = await Promise.race([this.#exit, sleep(20)]);
      if (exited) throw new Error(`${program} ended (${exited[0]}):\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`${program} is not ready:\n${this.#log}`);
    }
  }

  /** What it knows of an article. */
  async count(url) {
    const answer = await fetch(`${this.url}/v1/count?url=${encodeURIComponent(url)}`);
    if (!answer.ok) throw new Error(`count ${url}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** The answer to an editor's question: `ask('top', {limit: 1})`. */
  async ask(route, parameters = {}) {
    const answer = await fetch(`${this.admin}/v1/${route}?${new URLSearchParams(parameters)}`);
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Waits until Redis holds all that pings have told so far. */
  async applied() {
    await until('everything to be applied', async () => {
      const metrics = await (await fetch(`${this.admin}/metrics`)).text();
      return /^readcount_journal_unapplied_records 0$/m.test(metrics);
    });
  }

  /** All page loads it has been told of, whatever their outcome. */
  async loads() {
    const metrics = await (await fetch(`${this.admin}/metrics`)).text();
    const samples = metrics.matchAll(/^readcount_pings_total\{(.*)\} (\S+)$/gm);
    return [...samples]
      .filter(([, labels]) => labels.includes('type="view"') && !labels.includes('"refused"'))
      .reduce((sum, [, , value]) => sum + Number(value), 0);
  }

  /** Reads an article with as many other browsers. */
  async readBy(readers, url) {
    for (let i = 1; i <= readers; ++i) {
      const answer = await fetch(`${this.url}/v1/ping`, {
        method: 'POST',
        body: JSON.stringify({type: 'view', url, view: `direct-${i}`}),
        headers: {'User-Agent': `Mozilla/5.0 (X11; Linux x86_64; rv:${i}.0) Gecko Firefox/${i}.0`},
      });
      if (!answer.ok) throw new Error(`ping ${url}: ${answer.status} ${await answer.text()}`);
    }
  }

  /** Stops it as an operator does; that it ends well is part of every test. */
  async stop() {
    this.#child.kill('SIGTERM');
    const exited = await Promise.race([this.#exit, sleep(patience, null, {ref: false})]);
    await this.abandon();
    if (exited?.[0] !== 0) throw new Error(`SIGTERM led to exit ${exited?.[0]}:\n${this.#log}`);
  }

  async abandon() {
    this.#child.kill('SIGKILL');
    await this.#exit;
    await rm(this.#stateDir, {recursive: true, force: true});
  }

  #logged(pattern) {
    return pattern.exec(this.#log)?.[1];
  }
}
