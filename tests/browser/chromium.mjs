// Debian's Chromium, and readers who use it.

import {chromium} from 'playwright-core';

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** No sandbox because tests run as root, too; the rest keeps the browser from calling home. */
export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage', // containers and small systems have little of it, or keep it to root
];

/** `hosts`: "MAP *.example 127.0.0.1:8080", as for --host-resolver-rules. */
export function launch({hosts} = {}) {
  return chromium.launch({
    executablePath,
    args: hosts ? [...quiet, `--host-resolver-rules=${hosts}`] : quiet,
    // Playwright switches the back/forward cache off; readers have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}

/** What browser number `n` says it is. A reader is told from another by it. */
export const userAgent = (n) =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${n}.0.0.0`;

/** One browser profile with one tab, and all that goes wrong in it. */
export async function newReader(browser, number = 1) {
  const context = await browser.newContext({userAgent: userAgent(number), locale: 'en-GB'});
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const reader = {context, page, requests: [], console: [], errors: []};
  page.on('request', (request) => reader.requests.push(request));
  page.on('console', (line) => reader.console.push({text: line.text(), url: line.location().url}));
  page.on('pageerror', (error) => reader.errors.push(error.message));

  /** The messages of a type that pages have sent so far. */
  reader.messages = (type) =>
    reader.requests
      .filter((request) => request.url().endsWith('/v1/ping') && request.method() === 'POST')
      .map((request) => request.postDataJSON())
      .filter((message) => message.type === type);

  /** The text of the element, once it is no longer the placeholder. */
  reader.number = async (selector = '[data-readcount]') => {
    const element = page.locator(selector).first();
    await page.waitForFunction((e) => e.textContent !== '…', await element.elementHandle());
    return element.textContent();
  };
  reader.open = async (url) => {
    await page.goto(url);
    return reader.number();
  };
  /** Time enough for whatever the snippet would do late: an address counts once it stood 250 ms. */
  reader.settle = () => page.waitForTimeout(1000);
  return reader;
}
