// Named events: readcount.event('share'), and elements that name one.

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
  assert.deepEqual([reader.console, reader.errors], [[], []]);
  await reader.context.close();
});
after(async () => {
  await browser?.close();
  await pages?.close();
  await recorder?.close();
});

async function open(path, body, head) {
  const url = pages.put(path, article({script: recorder.script, body, head}));
  reader = await newReader(browser);
  await reader.page.goto(url);
  const [{view}] = await recorder.until('view', url);
  return {url, view};
}

const names = (url) => recorder.of('event', url).map(({name}) => name);

test('an event is told with its article and its view', async () => {
  const {url, view} = await open('/call', 'Read');
  await reader.page.evaluate(() => readcount.event('share'));
  const [{contentType, ...event}] = await recorder.until('event', url);
  assert.deepEqual(event, {type: 'event', url, view, name: 'share'});
});

test('a click on an element that names an event, or on what is in it, tells it', async () => {
  const body = `<button data-readcount-event="share"><b>Share</b></button><i>Other</i>
    <p onclick="event.stopPropagation()"><a data-readcount-event="print">Print</a></p>`;
  const {url} = await open('/click', body);
  for (const element of ['b', 'i', 'a']) await reader.page.click(element);
  await recorder.until('event', url, 2);
  await reader.settle();
  assert.deepEqual(names(url), ['share', 'print']);
});

test('a click that leaves the page is told all the same', async () => {
  const next = pages.put('/link/next', 'Next');
  const {url} = await open('/link', `<a href="${next}" data-readcount-event="next">Next</a>`);
  await reader.page.click('a');
  await recorder.until('event', url);
  assert.deepEqual(names(url), ['next']);
});

test('an event of any kind throws nothing, nor does one before the page is counted', async () => {
  const call = `<script src="${recorder.url}/readcount.js"></script><script>
    readcount.event('early');
    readcount.event();
    const loop = {};
    loop.loop = loop;
    addEventListener('load', () => readcount.event(loop));
  </script>`;
  const {url} = await open('/any', 'Read', call);
  await reader.settle();
  await reader.page.evaluate(() => readcount.event('late'));
  assert.deepEqual(names(url), ['late']);
});
