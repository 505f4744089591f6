import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

/** Opens a page in a language while the daemon's answer to a ping is `counts`. */
async function shown(path, lang, counts) {
  const reader = await stage.reader();
  await reader.context.route('**/v1/ping', (route) =>
    route.fulfill({json: counts, headers: {'Access-Control-Allow-Origin': '*'}}),
  );
  const answered = reader.page.waitForResponse('**/v1/ping');
  await reader.page.goto(stage.publish(path, {lang}));
  await answered;
  await reader.settle();
  assert.deepEqual(reader.errors, []);
  return reader.page.textContent('[data-readcount]');
}

const views = 1234567;

test('numbers are written in the language of the page', async () => {
  assert.equal(await shown('/de', 'de', {views}), '1.234.567');
  assert.equal(await shown('/hi', 'hi-IN', {views}), '12,34,567');
});

test('a language that is none, or missing, gives way to that of the browser', async () => {
  assert.equal(await shown('/none', 'not_a_language', {views}), '1,234,567');
  assert.equal(await shown('/missing', '', {views}), '1,234,567');
});

test('a number that is not known leaves the element as it was', async () => {
  assert.equal(await shown('/null', 'en', {views: null}), '…');
  assert.equal(await shown('/nothing', 'en', {}), '…');
  assert.equal(await shown('/text', 'en', {views: '12'}), '…');
  assert.equal(await shown('/other', 'en', null), '…');
});
