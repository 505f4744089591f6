// A publisher's web server: articles at the paths that a test gives them.

import {once} from 'node:events';
import {createServer} from 'node:http';

/** The sentence of the README, as it stands in a page before anything is counted. */
export const sentence =
  '<p>This news has been read <span data-readcount>…</span> times in total.</p>';

/** An article page. `script` is the whole tag (or tags) that include the snippet. */
export function article({script, lang = 'en', title = 'An article', head = '', body = sentence}) {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title>
<link rel="icon" href="data:,">${head}
${script}</head>
<body>${body}</body></html>`;
}

export async function startPages() {
  const pages = new Pages();
  await pages.listen();
  return pages;
}

class Pages {
  #server = createServer((request, response) => this.#answer(request, response));
  #pages = new Map();
  #said = new Set();
  #listeners = [];

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
    this.origin = `http://localhost:${this.port}`;
  }

  /** Puts a page at a path (percent-encoded, without query) and returns its address. */
  put(path, html, headers = {}) {
    this.#pages.set(path, {html, headers});
    return this.origin + path;
  }

  /**
   * Until a page has said a word: by fetch('/say?word'), or by fetch('/wait?word'), which is only
   * answered once the test releases it. For browsers that no test looks into.
   */
  async heard(word) {
    while (!this.#said.has(word)) await new Promise((resolve) => this.#listeners.push(resolve));
  }

  /** Lets the page go on that waits with `word`, or will. */
  release(word) {
    this.#said.add(`released ${word}`);
    this.#wake();
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #wake() {
    this.#listeners.splice(0).forEach((resolve) => resolve());
  }

  async #answer(request, response) {
    const {pathname, search} = new URL(request.url, this.origin);
    if (pathname === '/say' || pathname === '/wait') {
      const word = decodeURIComponent(search.slice(1));
      this.#said.add(word);
      this.#wake();
      if (pathname === '/wait') await this.heard(`released ${word}`);
      response.end();
      return;
    }
    const page = this.#pages.get(pathname);
    response.writeHead(page ? 200 : 404, {'Content-Type': 'text/html', ...page?.headers});
    response.end(page?.html);
  }
}
