import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

const span = (url, metric = '') =>
  `<p><span data-readcount="${metric}" data-readcount-url="${url}">…</span></p>`;

async function openList(path, body) {
  const reader = await stage.reader();
  const url = stage.publish(path, {body});
  reader.asked = () =>
    reader.requests
      .filter((request) => request.url().endsWith('/v1/counts') && request.method() === 'POST')
      .map((request) => request.postDataJSON());
  reader.numbers = () => reader.page.locator('[data-readcount-url]').allTextContents();
  await reader.page.goto(url);
  return reader;
}

test('a list of 30 articles asks once and shows 30 numbers', async () => {
  const {origin} = stage.pages;
  const paths = Array.from({length: 30}, (_, i) => `/thirty/${i}`);
  for (const i of [1, 7, 29]) await stage.daemon.readBy(i, `${origin}/thirty/${i}`);
  const reader = await openList('/thirty', paths.map((path) => span(path)).join(''));
  await reader.number('p:last-child span');
  await reader.settle();
  assert.deepEqual(reader.asked(), [paths.map((path) => origin + path)]);
  const expected = paths.map((_, i) => ([1, 7, 29].includes(i) ? `${i}` : '0'));
  assert.deepEqual(await reader.numbers(), expected);
  assert.deepEqual(reader.console, []);
});

test('reading a list counts the list, not its articles', async () => {
  const reader = await openList('/front', span('/front/a') + '<b data-readcount>…</b>');
  assert.equal(await reader.number('b'), '1');
  assert.deepEqual(await reader.numbers(), ['0']);
  assert.equal((await stage.daemon.count(`${stage.pages.origin}/front/a`)).views, 0);
});

test('an article that stands twice is asked for once', async () => {
  await stage.daemon.readBy(2, `${stage.pages.origin}/twice/a`);
  const reader = await openList('/twice', span('twice/a') + span('/twice/a', 'readers'));
  await reader.number('p:last-child span');
  assert.deepEqual(reader.asked(), [[`${stage.pages.origin}/twice/a`]]);
  assert.deepEqual(await reader.numbers(), ['2', '2']);
});

test('an address that is not counted costs only its own number', async () => {
  const urls = ['https://other.example/a', 'http://[', 'mailto:a@b', '/ok'];
  const reader = await openList('/mixed', urls.map((url) => span(url)).join(''));
  await reader.number('p:last-child span');
  assert.deepEqual(await reader.numbers(), ['…', '…', '…', '0']);
  assert.deepEqual(reader.errors, []);
});

test('a page without lists asks no counts', async () => {
  const reader = await openList('/plain', '<b data-readcount>…</b>');
  await reader.number('b');
  await reader.settle();
  assert.deepEqual(reader.asked(), []);
});

test('elements that come with a route are asked for, once', async () => {
  const {origin} = stage.pages;
  await stage.daemon.readBy(3, `${origin}/later/a`);
  const reader = await openList('/later', '<main></main>');
  await reader.page.evaluate((html) => {
    history.pushState(null, '', '/later/2');
    setTimeout(() => (document.querySelector('main').innerHTML = html), 50);
  }, span('/later/a') + span('/later/b'));
  await reader.number('main p:last-child span');
  await reader.settle();
  assert.deepEqual(await reader.numbers(), ['3', '0']);
  assert.deepEqual(reader.asked(), [[`${origin}/later/a`, `${origin}/later/b`]]);
});

test('no more than 1000 articles are asked for', async () => {
  const body = Array.from({length: 1100}, (_, i) => span(`/many/${i}`)).join('');
  const reader = await openList('/many', body);
  await reader.number();
  const [asked] = reader.asked();
  assert.equal(asked.length, 1000);
  const numbers = await reader.numbers();
  assert.deepEqual([numbers[999], numbers[1000]], ['0', '…']);
});
