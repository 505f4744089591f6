// From a reader in front of a real page to what an editor is answered: real time, tabs, a daemon.

import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';

import {userAgent} from './chromium.mjs';
import {startDaemon} from './daemon.mjs';
import {article, startPages} from './pages.mjs';
import {assertAbout, read, tall} from './reading.mjs';
import {openTabs} from './tabs.mjs';
import {until} from './until.mjs';

const readSeconds = 3;

let daemon, pages, tabs, script;
before(async () => {
  daemon = await startDaemon('--read-seconds', readSeconds);
  pages = await startPages();
  tabs = await openTabs();
  script = `<script defer src="${daemon.url}/readcount.js"></script>`;
});
afterEach(async () => assert.deepEqual(await tabs.leave(), []));
after(async () => {
  await tabs?.close();
  await pages?.close();
  await daemon?.stop();
});

const publish = (path, body, head) => pages.put(path, article({script, body, head}));

/** Goes to an article, in a tab in front by default, and waits until it has been counted. */
async function open(url, page) {
  page ??= await tabs.open();
  await page.goto(url);
  await until(`the view of ${url}`, async () => (await daemon.count(url)).views === 1);
  return page;
}

/** What is known of an article once its reader has been engaged for so long, in both answers. */
async function toldOf(url, seconds) {
  const isThere = async () => (await daemon.count(url)).engaged_seconds >= seconds;
  await until(`${seconds} engaged seconds of ${url}`, isThere);
  await daemon.applied();
  const count = await daemon.count(url);
  const engagement = await daemon.ask('engagement', {url});
  for (const name of ['views', 'readers', 'reads', 'completions', 'engaged_seconds']) {
    assert.equal(engagement[name], count[name], name);
  }
  return {count, engagement};
}

/** How many are reading an article now; undefined for nobody. */
async function readersOf(url) {
  const {rows} = await daemon.ask('live');
  return rows.find((row) => row.path === new URL(url).pathname)?.value;
}

let left; // when the reader of the first article left it, and a promise of when that showed

test('a short article completes, is known by its metadata, and is being read now', async () => {
  const story = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: 'Night train returns',
    articleSection: 'Travel',
    author: {'@type': 'Person', name: 'A. Reader'},
  };
  const head = `<script type="application/ld+json">${JSON.stringify(story)}</script>`;
  const body = `<main style="height: 9000px"><article>Short
    <button data-readcount-event="share">Share</button></article></main>`;
  const url = publish('/short', body, head);
  const page = await open(url);
  await page.click('button');
  assert.equal(await readersOf(url), 1);
  await read(page, readSeconds + 1);
  await page.close();
  left = {at: performance.now()};
  left.seen = until('nobody to read it', async () => !(await readersOf(url)), 90).then(
    () => (performance.now() - left.at) / 1000,
    (error) => error,
  );

  const {count, engagement} = await toldOf(url, readSeconds);
  assert.deepEqual([count.reads, count.completions], [1, 1]);
  assert.deepEqual(engagement.scroll, {25: 1, 50: 1, 75: 1, 100: 1});
  const {rows} = await daemon.ask('top', {section: 'Travel'});
  assert.deepEqual(rows, [
    {
      path: '/short',
      url: 'http://localhost/short',
      title: 'Night train returns',
      section: 'Travel',
      author: 'A. Reader',
      value: 1,
    },
  ]);
  const events = await daemon.ask('sources', {by: 'event', url});
  assert.deepEqual(events.rows, [{name: 'share', value: 1}]);
});

test('20 s of reading are 20 engaged seconds, the last told on leaving; behind it 0', async () => {
  const url = publish('/twenty', tall(9000));
  const hidden = publish('/hidden', tall(9000));
  const back = await tabs.open();
  const front = await tabs.open();
  await open(hidden, back);
  await open(url, front);
  await read(front, 20);
  await back.close();
  await front.close();

  const {count, engagement} = await toldOf(url, 19);
  assertAbout(count.engaged_seconds, 20);
  assert.deepEqual([count.reads, count.completions], [1, 0]);
  assert.ok(Math.abs(engagement.engaged.p50 - 20) <= 1 + 0.075 * 20, `${engagement.engaged.p50}`);
  assert.equal((await toldOf(hidden, 0)).count.engaged_seconds, 0);
});

test('a visible page without input stops after 5 s', async () => {
  const url = publish('/idle', tall(9000));
  const page = await open(url);
  await sleep(8000);
  await page.close();
  assertAbout((await toldOf(url, 4)).count.engaged_seconds, 5);
});

test('messages that come again, and in the wrong order, change nothing', async () => {
  const url = publish('/again', tall(4000));
  const page = await open(url);
  const bodies = [];
  page.on('request', (request) => {
    if (request.postDataJSON()?.type === 'engage') bodies.push(request.postData());
  });

  for (const told of [1, 2]) {
    await read(page, 3);
    const other = await tabs.open();
    await until(`message ${told}`, () => bodies.length >= told);
    await other.close();
    await page.bringToFront();
  }
  const [first, last] = [bodies[0], bodies.at(-1)];
  const {engaged} = JSON.parse(last);
  assert.ok(engaged > JSON.parse(first).engaged, `${bodies}`);
  const before = await toldOf(url, engaged);
  assert.equal(before.count.engaged_seconds, engaged);

  for (const body of [last, first, last, first]) {
    const headers = {'User-Agent': userAgent(1)};
    const answer = await fetch(`${daemon.url}/v1/ping`, {method: 'POST', body, headers});
    assert.equal(answer.status, 204);
  }
  assert.deepEqual(await toldOf(url, 0), before);
});

test('nobody is reading an article any more within 60 s after its tab was closed', async () => {
  const seconds = await left.seen;
  assert.ok(seconds > 40 && seconds <= 60, `${seconds}`);
});
