// Stands where the daemon stands and keeps what pages tell it: the daemon keeps totals, no messages.

import {once} from 'node:events';
import {createServer} from 'node:http';
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';

import {startDaemon} from './daemon.mjs';

const patience = 30_000; // ms for a message, on a busy machine

export async function startRecorder() {
  const daemon = await startDaemon();
  const snippet = await (await fetch(`${daemon.url}/readcount.js`)).text();
  await daemon.stop();
  const recorder = new Recorder(snippet);
  await recorder.listen();
  return recorder;
}

class Recorder {
  #server = createServer((request, response) => this.#take(request, response));
  #snippet;
  #listeners = new Set();

  /** All messages, in the order in which they came. */
  messages = [];

  /** The status with which it answers all but views. */
  status = 204;

  constructor(snippet) {
    this.#snippet = snippet;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    this.script = `<script defer src="${this.url}/readcount.js"></script>`;
  }

  /** The messages of a type about an article so far. */
  of(type, url) {
    return this.messages.filter((message) => message.type === type && message.url === url);
  }

  /** Waits until there are `count` of them, and returns them. */
  async until(type, url, count = 1) {
    const deadline = Date.now() + patience;
    while (this.of(type, url).length < count) {
      const left = deadline - Date.now();
      if (left <= 0) {
        const heard = JSON.stringify(this.messages.filter((message) => message.url === url));
        throw new Error(`${count} × ${type} of ${url} expected, heard ${heard}`);
      }
      const news = new Promise((resolve) => this.#listeners.add(resolve));
      await Promise.race([news, sleep(left, null, {ref: false})]);
    }
    return this.of(type, url);
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (request.method === 'GET') {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      response.end(this.#snippet);
      return;
    }
    const contentType = request.headers['content-type'];
    const message = JSON.parse(await text(request));
    const isView = message.type === 'view';
    response.writeHead(isView ? 200 : this.status);
    response.end(isView ? '{"views":1}' : '');
    this.messages.push({...message, contentType});
    this.#listeners.forEach((resolve) => resolve());
    this.#listeners.clear();
  }
}
