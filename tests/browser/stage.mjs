// A daemon, a publisher and a browser: what most tests play on. One a file; each test has its own
// paths, and thereby its own numbers.

import {launch, newReader} from './chromium.mjs';
import {startDaemon} from './daemon.mjs';
import {article, startPages} from './pages.mjs';

export async function openStage(...settings) {
  const stage = new Stage();
  try {
    await stage.open(settings);
  } catch (error) {
    await stage.close();
    throw error;
  }
  return stage;
}

class Stage {
  #readers = [];

  async open(settings) {
    this.daemon = await startDaemon(...settings);
    this.pages = await startPages();
    this.browser = await launch({hosts: `MAP *.example 127.0.0.1:${this.pages.port}`});
    this.script = `<script defer src="${this.daemon.url}/readcount.js"></script>`;
  }

  /** Puts an article that includes the snippet at a path. `parts` as for article(). */
  publish(path, {headers, ...parts} = {}) {
    return this.pages.put(path, article({script: this.script, ...parts}), headers);
  }

  /** A browser with a fresh profile. Readers of the same number are one reader to the daemon. */
  async reader(number) {
    const reader = await newReader(this.browser, number);
    this.#readers.push(reader);
    return reader;
  }

  /** How many page loads the daemon was told of while `work` was done. */
  async loadsDuring(work) {
    const before = await this.daemon.loads();
    await work();
    return (await this.daemon.loads()) - before;
  }

  /** Closes the tabs of one test. */
  async leave() {
    await Promise.all(this.#readers.splice(0).map((reader) => reader.context.close()));
  }

  async close() {
    await this.browser?.close();
    await this.pages?.close();
    await this.daemon?.stop();
  }
}
