// When a page tells its totals, and which: in time that the test turns on.

import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {launch, newReader} from './chromium.mjs';
import {article, startPages} from './pages.mjs';
import {startRecorder} from './recorder.mjs';

let recorder, pages, browser, reader;
before(async () => {
  recorder = await startRecorder();
  pages = await startPages();
  browser = await launch();
});
afterEach(async () => {
  recorder.status = 204;
  assert.deepEqual(reader?.errors ?? [], []);
  await reader?.context.close();
  reader = undefined;
});
after(async () => {
  await browser?.close();
  await pages?.close();
  await recorder?.close();
});

const body = `<article style="height: 9000px">A long read</article><script>
  function go(path) { history.pushState(null, '', path); }
</script>`;
const publish = (path) => pages.put(path, article({script: recorder.script, body}));

/** Opens an article in a page whose time stands still but for `pass`. */
async function open(path) {
  reader = await newReader(browser);
  const {page} = reader;
  await page.clock.install({time: new Date('2026-03-29T00:59:00Z')});
  await page.clock.pauseAt(new Date('2026-03-29T01:00:00Z'));
  const url = publish(path);
  await page.goto(url);
  await recorder.until('view', url);
  return {url, page, pass: (seconds) => page.clock.runFor(seconds * 1000)};
}

const touch = (page) => page.mouse.move(Math.random() * 500, Math.random() * 500);

/** Reads on, with input in each second. */
async function read({page, pass}, seconds) {
  for (let i = 0; i < seconds; ++i) {
    await touch(page);
    await pass(1);
  }
}

const engaged = (messages) => messages.map((message) => message.engaged);

/** That nothing more has come: not before a later message, which has been answered. */
async function assertSilent(url, count) {
  await reader.page.evaluate(() => readcount.event('silence'));
  assert.equal(recorder.of('event', url).length, 1);
  assert.equal(recorder.of('engage', url).length, count);
}

test('totals are told every 15 s while there is input, and run on', async () => {
  const tab = await open('/beats');
  await read(tab, 60);
  const messages = await recorder.until('engage', tab.url, 4);
  engaged(messages).forEach((seconds, i) => assert.ok(Math.abs(seconds - 15 * (i + 1)) <= 1));
});

test('what was answered is reported with the next message', async () => {
  const tab = await open('/reported');
  for (let i = 1; i <= 3; ++i) {
    const answered = tab.page.waitForResponse('**/v1/ping');
    await read(tab, 15);
    await answered;
  }
  const [first, second, third] = await recorder.until('engage', tab.url, 3);
  assert.deepEqual([first.reported, second.reported], [0, first.engaged]);
  assert.equal(third.reported, second.engaged);
});

for (const isHeard of [true, false]) {
  test(`a message that is ${isHeard ? 'refused' : 'lost'} is made good by the next`, async () => {
    const tab = await open(`/lost/${isHeard}`);
    if (isHeard) recorder.status = 503;
    else await tab.page.route('**/v1/ping', (route) => route.abort(), {times: 1});
    const over = isHeard
      ? tab.page.waitForResponse((response) => response.status() === 503)
      : tab.page.waitForEvent('requestfailed');
    await read(tab, 15);
    await over;
    recorder.status = 204;
    await read(tab, 15);
    const next = (await recorder.until('engage', tab.url, isHeard ? 2 : 1)).at(-1);
    assert.equal(next.reported, 0);
    assert.ok(Math.abs(next.engaged - 30) <= 1, `${next.engaged}`);
  });
}

test('a page left open gives a sign of life each 15 s for a minute, then each minute', async () => {
  const tab = await open('/left');
  await tab.pass(62);
  assert.deepEqual(engaged(await recorder.until('engage', tab.url, 4)), [5, 5, 5, 5]);
  await tab.pass(240);
  assert.deepEqual(engaged(await recorder.until('engage', tab.url, 8)), Array(8).fill(5));
  await assertSilent(tab.url, 8);

  // Once somebody reads on, it is 15 s again.
  await touch(tab.page);
  await tab.pass(15);
  assert.equal((await recorder.until('engage', tab.url, 9)).at(-1).engaged, 10);
});

test('neither the sleep of the machine nor a clock that is set counts as reading', async () => {
  const tab = await open('/asleep');
  await read(tab, 10);
  await tab.page.clock.fastForward('08:00:00');
  await tab.page.clock.setSystemTime(new Date('2020-01-01'));
  await tab.pass(15);
  const message = (await recorder.until('engage', tab.url)).at(-1);
  assert.ok(message.engaged >= 10 && message.engaged <= 16, `${message.engaged}`);
});

test('an app that goes to the next article tells the totals of the last and starts anew', async () => {
  const tab = await open('/app/first');
  await read(tab, 5);
  await tab.page.evaluate(() => scrollTo(0, 9000));
  await read(tab, 4);
  const second = `${pages.origin}/app/second`;
  await tab.page.evaluate((path) => {
    document.querySelector('article').style.height = '20000px';
    go(path);
  }, '/app/second');
  await tab.pass(1);
  const [left] = await recorder.until('engage', tab.url);
  const [{view}] = await recorder.until('view', second);
  await read(tab, 15);
  const [next] = await recorder.until('engage', second);
  assert.ok(Math.abs(left.engaged - 9) <= 1, `${left.engaged}`);
  assert.equal(left.scroll, 100);
  assert.equal(left.view, recorder.of('view', tab.url)[0].view);
  assert.deepEqual([next.view, next.reported], [view, 0]);
  assert.ok(next.engaged <= 16, `${next.engaged}`);
  assert.equal(recorder.of('engage', tab.url).length, 1);
});
