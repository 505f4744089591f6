// A Chromium as readers have it: its tabs share a window, and only the one in front is visible and
// has the focus. (In a Chromium that Playwright starts, each is, always.)

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {chromium} from 'playwright-core';

import {executablePath, quiet, userAgent} from './chromium.mjs';

export async function openTabs() {
  const profile = await mkdtemp(join(tmpdir(), 'readcount-tabs-'));
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...quiet, ...own, `--user-agent=${userAgent(1)}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const tabs = new Tabs(child, profile);
  try {
    await tabs.connect();
  } catch (error) {
    await tabs.close();
    throw error;
  }
  return tabs;
}

class Tabs {
  #child;
  #profile;
  #exit;
  #browser;
  #errors = [];

  constructor(child, profile) {
    this.#child = child;
    this.#profile = profile;
    this.#exit = once(child, 'exit');
  }

  async connect() {
    let log = '';
    const address = new Promise((resolve) =>
      this.#child.stderr.setEncoding('utf8').on('data', (text) => {
        const found = /DevTools listening on (ws:\S+)/.exec((log += text));
        if (found) resolve(found[1]);
      }),
    );
    const ended = this.#exit.then(() => Promise.reject(new Error(`Chromium ended:\n${log}`)));
    const endpoint = await Promise.race([address, ended]);
    ended.catch(() => {});
    this.#browser = await chromium.connectOverCDP(endpoint, {noDefaults: true});
  }

  /** A tab in front of the others, still empty. */
  async open() {
    const page = await this.#browser.contexts()[0].newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.#errors.push(error.message));
    await page.bringToFront();
    return page;
  }

  /** Closes all tabs but the first, and returns what went wrong in them. */
  async leave() {
    const [, ...others] = this.#browser.contexts()[0].pages();
    for (const page of others) await page.close();
    return this.#errors.splice(0);
  }

  async close() {
    await this.#browser?.close();
    this.#child.kill();
    await this.#exit;
    await rm(this.#profile, {recursive: true, force: true, maxRetries: 5});
  }
}
