// Engaged seconds and scroll depth, in real time and in tabs as readers have them.

import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';

import {article, startPages} from './pages.mjs';
import {assertAbout, read, tall} from './reading.mjs';
import {startRecorder} from './recorder.mjs';
import {openTabs} from './tabs.mjs';

let recorder, pages, tabs;
before(async () => {
  recorder = await startRecorder();
  pages = await startPages();
  tabs = await openTabs();
});
afterEach(async () => assert.deepEqual(await tabs.leave(), []));
after(async () => {
  await tabs?.close();
  await pages?.close();
  await recorder?.close();
});

const publish = (path, body) => pages.put(path, article({script: recorder.script, body}));

/** Opens an article in a tab in front, and waits until it has been counted. */
async function open(url) {
  const page = await tabs.open();
  await page.goto(url);
  await recorder.until('view', url);
  return page;
}

const last = (url) => recorder.of('engage', url).at(-1);

test('reading for 8 s is 8 engaged seconds, which are told when the tab is closed', async () => {
  const url = publish('/eight', tall(9000));
  const page = await open(url);
  await read(page, 8);
  assert.deepEqual(recorder.of('engage', url), []);
  await page.close();
  const [message, ...more] = await recorder.until('engage', url);
  assertAbout(message.engaged, 8);
  assert.deepEqual([message.reported, message.view], [0, recorder.of('view', url)[0].view]);
  assert.match(message.contentType, /^text\/plain/);
  assert.deepEqual(more, []);
});

test('reading for 20 s is 20 engaged seconds, of which 15 were told on the way', async () => {
  const url = publish('/twenty', tall(9000));
  const page = await open(url);
  await read(page, 20);
  await page.close();
  const [sign, message] = await recorder.until('engage', url, 2);
  assertAbout(sign.engaged, 15);
  assert.equal(message.reported, sign.engaged);
  assertAbout(message.engaged, 20);
});

test('a visible page without input stops after 5 s', async () => {
  const url = publish('/idle', tall(9000));
  const page = await open(url);
  await sleep(8000);
  await page.close();
  assertAbout((await recorder.until('engage', url))[0].engaged, 5);
});

test('a page counts while it is in front, and tells its seconds when it no longer is', async () => {
  const url = publish('/switched', tall(9000));
  const page = await open(url);
  await read(page, 3);
  const other = await tabs.open();
  const [first] = await recorder.until('engage', url);
  assertAbout(first.engaged, 3);

  // Input that reaches a page behind another one is none of a reader's.
  for (let i = 0; i < 6; ++i) {
    await page.evaluate(() => scrollBy(0, 1));
    await sleep(500);
  }
  await other.close();
  await page.bringToFront();
  await read(page, 2);
  await page.close();
  const second = (await recorder.until('engage', url, 2)).at(-1);
  assertAbout(second.engaged, 5);
  assert.deepEqual([second.view, second.reported], [first.view, first.engaged]);
});

test('a page that was never in front tells nothing of itself but that it was opened', async () => {
  const url = publish('/behind', tall(9000));
  const page = await tabs.open();
  await tabs.open();
  await page.goto(url);
  await recorder.until('view', url);
  for (let i = 0; i < 16; ++i) {
    await page.evaluate(() => scrollBy(0, 600));
    await sleep(1000);
  }
  await page.close();
  const next = publish('/behind/next', tall(9000));
  await read(await open(next), 1);
  await tabs.leave();
  await recorder.until('engage', next);
  assert.deepEqual(recorder.of('engage', url), []);
});

test('a page that comes back from the back/forward cache goes on with its view', async () => {
  const url = publish('/cached', tall(9000));
  const next = publish('/cached/next', 'Next');
  const page = await open(url);
  await page.evaluate(() =>
    addEventListener('pageshow', (event) => (window.restored = event.persisted)),
  );
  await read(page, 2);
  await page.evaluate((to) => (location.href = to), next);
  const [first] = await recorder.until('engage', url);
  await recorder.until('view', next);
  await read(page, 3);
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => window.restored);
  await read(page, 2);
  await page.close();
  const second = (await recorder.until('engage', url, 2)).at(-1);
  assertAbout(first.engaged, 2);
  assertAbout(second.engaged, 4);
  assert.deepEqual([second.view, second.reported], [first.view, first.engaged]);
  assert.equal(recorder.of('view', url).length, 1);
});

test('each quarter of the article that came into sight is told, the deepest counts', async () => {
  const url = publish('/quarters', `<p>Above</p>${tall(8000)}<footer>Below</footer>`);
  const page = await open(url);
  await page.setViewportSize({width: 800, height: 600});
  const depth = async (bottom) => {
    const before = recorder.of('engage', url).length;
    await page.evaluate((y) => {
      const {top} = document.querySelector('article').getBoundingClientRect();
      scrollBy(0, top + y - innerHeight);
    }, bottom);
    await sleep(600); // it looks four times a second
    const other = await tabs.open();
    await recorder.until('engage', url, before + 1);
    await other.close();
    await page.bringToFront();
    return last(url).scroll;
  };
  assert.equal(await depth(1990), 0);
  assert.equal(await depth(2010), 25);
  assert.equal(await depth(5000), 50);
  assert.equal(await depth(7990), 75);
  assert.equal(await depth(8000), 100);
  assert.equal(await depth(700), 100);
});

const shortOnes = {
  '/short/article': `<main style="height: 9000px"><article>Short</article></main>`,
  '/short/body': `<main style="height: 9000px"><div itemprop="articleBody">Short</div></main>`,
  '/short/main': `<main>Short</main><div style="height: 9000px"></div>`,
  '/short/page': 'Short',
};
for (const [path, body] of Object.entries(shortOnes)) {
  test(`a short article completes without scrolling: ${path}`, async () => {
    const url = publish(path, body);
    const page = await open(url);
    await read(page, 1);
    await page.close();
    assert.equal((await recorder.until('engage', url))[0].scroll, 100);
  });
}

test('an article that is not drawn yet is not seen', async () => {
  const url = publish('/undrawn', `<article style="display: none">Later</article>`);
  const page = await open(url);
  await read(page, 1);
  await page.close();
  assert.equal((await recorder.until('engage', url))[0].scroll, 0);
});
