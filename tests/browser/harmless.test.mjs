// The page comes first: whatever is wrong with the daemon, a page is as it would be without us.

import assert from 'node:assert/strict';
import {once} from 'node:events';
import {get} from 'node:http';
import {after, afterEach, before, test} from 'node:test';

import {startDaemon} from './daemon.mjs';
import {article, sentence} from './pages.mjs';
import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

/** Whether the page is, to the byte, what it is without any script. */
const isUntouched = (page) =>
  page.evaluate(async () => {
    const source = await (await fetch(location.href)).text();
    const pristine = new DOMParser().parseFromString(source, 'text/html');
    return pristine.documentElement.outerHTML === document.documentElement.outerHTML;
  });

// Chromium itself notes each request that failed, whichever way a script sends it (fetch, beacon,
// image, link: all tried). No script can prevent that line, so it is the only one allowed.
const refused = 'Failed to load resource: net::ERR_CONNECTION_REFUSED';

const list = '<b data-readcount-url="/a">…</b><b data-readcount-url="/b">…</b>';

test('without the script, which the daemon would serve, a page is untouched', async () => {
  const daemon = await startDaemon();
  const src = `${daemon.url}/readcount.js`;
  await daemon.stop();
  const url = stage.publish('/no-script', {script: `<script defer src="${src}"></script>`});
  const reader = await stage.reader();
  await reader.page.goto(url);
  await reader.settle();
  assert.deepEqual(reader.console, [{text: refused, url: src}]);
  assert.deepEqual(reader.errors, []);
  assert.equal(await isUntouched(reader.page), true);
});

test('with the script at hand but the daemon down, a page is untouched', async () => {
  const daemon = await startDaemon();
  const script = `<script defer src="${daemon.url}/readcount.js"></script>`;
  const reader = await stage.reader();
  assert.equal(await reader.open(stage.publish('/up', {script})), '1');
  await daemon.stop();

  // The script comes from the browser's cache now.
  const asked = ['counts', 'ping'].map((path) => `${daemon.url}/v1/${path}`);
  const failed = asked.map((url) =>
    reader.page.waitForEvent('requestfailed', (request) => request.url() === url),
  );
  await reader.page.goto(stage.publish('/down', {script, body: sentence + list}));
  await Promise.all(failed);
  await reader.settle();
  const lines = reader.console.sort((a, b) => (a.url < b.url ? -1 : 1));
  assert.deepEqual(lines, asked.map((url) => ({text: refused, url})));
  assert.deepEqual(reader.errors, []);
  assert.equal(await isUntouched(reader.page), true);
});

const answers = {
  'that is not JSON': {body: '<h1>502 Bad Gateway</h1>', contentType: 'text/html'},
  'of another shape': {json: []},
  'with null': {json: null},
  'with counts that are no list': {json: {counts: 7}},
  'with too few counts': {json: {counts: []}},
};
Object.entries(answers).forEach(([kind, answer], i) => {
  test(`an answer ${kind} leaves a page untouched`, async () => {
    const reader = await stage.reader();
    await reader.context.route('**/v1/*', (route) =>
      route.fulfill({...answer, headers: {'Access-Control-Allow-Origin': '*'}}),
    );
    await reader.page.goto(stage.publish(`/answers/${i}`, {body: sentence + list}));
    await reader.settle();
    assert.deepEqual([reader.console, reader.errors], [[], []]);
    assert.equal(await isUntouched(reader.page), true);
  });
});

test('a policy that forbids to ask the daemon is respected without an error', async () => {
  const policy = `default-src 'self'; script-src ${stage.daemon.url}; connect-src 'self'`;
  const url = stage.publish('/policy', {headers: {'Content-Security-Policy': policy}});
  const reader = await stage.reader();
  await reader.page.goto(url);
  await reader.settle();
  assert.ok(reader.console.length > 0);
  for (const {text} of reader.console) assert.match(text, /Content Security Policy/);
  assert.deepEqual(reader.errors, []);
  assert.equal(await reader.page.textContent('[data-readcount]'), '…');
});

test('a page whose scripts have broken the browser gets no error from ours', async () => {
  const breakages = [
    'delete window.fetch',
    'Object.freeze(history)',
    'crypto.__proto__ = null',
    '[Object, Array, String, Function, Promise].map((one) => Object.freeze(one.prototype))',
    'Element.prototype.getBoundingClientRect = null',
    'JSON.parse = JSON.stringify = null',
    'Object.defineProperty(window, "readcount", {value: 7})',
    'addEventListener = () => { throw 1 }',
    'document.hasFocus = () => { throw 1 }',
    'addEventListener("DOMContentLoaded", () => document.body.remove())',
  ];
  for (const [i, breakage] of breakages.entries()) {
    const reader = await stage.reader();
    await reader.page.goto(stage.publish(`/broken/${i}`, {head: `<script>${breakage}</script>`}));
    await reader.settle();
    assert.deepEqual([reader.console, reader.errors], [[], []], breakage);
  }
});

test('elements without the script stay as the page wrote them', async () => {
  const reader = await stage.reader();
  await reader.page.goto(stage.pages.put('/bare', article({script: ''})));
  assert.equal(await reader.page.textContent('p'), 'This news has been read … times in total.');
});

test('nothing is stored, no cookie is set or sent, and one global is added', async () => {
  const head = '<script>window.before = 0; before = Object.getOwnPropertyNames(window)</script>';
  const reader = await stage.reader();
  await reader.context.addCookies([{name: 'theirs', value: '1', url: stage.daemon.url}]);
  await reader.open(stage.publish('/private', {head}));
  const ping = reader.requests.find((request) => request.url().endsWith('/v1/ping'));
  assert.equal((await ping.allHeaders()).cookie, undefined);
  assert.equal((await reader.context.cookies()).length, 1);
  const kept = await reader.page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
  ]);
  assert.deepEqual(kept, [0, 0, 0, 0]);
  const added = await reader.page.evaluate(() => [
    Object.getOwnPropertyNames(window).filter((name) => !before.includes(name)),
    Object.keys(window.readcount),
  ]);
  assert.deepEqual(added, [['readcount'], ['event']]);
});

test('a title and an address of any length or content are taken', async () => {
  const cases = {
    '/long': 'ü'.repeat(5000),
    '/pair': `${'x'.repeat(149)}🚂🚂`,
    '/controls': 'a\u0001b\u0092c\ud800d',
  };
  for (const [path, title] of Object.entries(cases)) {
    const head = `<script>document.title = ${JSON.stringify(title)}</script>`;
    const url = stage.publish(path, {head, title: ''});
    const reader = await stage.reader();
    assert.equal(await reader.open(`${url}?${'q'.repeat(4000)}`), '1', path);
  }
});

test('the snippet is at most 1.5 KB on the way, and compressed', async () => {
  const request = get(`${stage.daemon.url}/readcount.js`, {headers: {'Accept-Encoding': 'gzip'}});
  const [response] = await once(request, 'response');
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  assert.equal(response.headers['content-encoding'], 'gzip');
  assert.ok(bytes <= 1536, `${bytes} bytes`);
});

test('a ping needs no preflight', async () => {
  const reader = await stage.reader();
  await reader.open(stage.publish('/simple'));
  const ping = reader.requests.find((request) => request.url().endsWith('/v1/ping'));
  assert.match((await ping.allHeaders())['content-type'], /^text\/plain/);
});
