import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

test('the demo article counts on a daemon that nobody has configured', async () => {
  const url = stage.daemon.url.replace('127.0.0.1', 'localhost');
  await stage.daemon.readBy(2, `${url}/demo`);
  const reader = await stage.reader();
  await reader.open(`${url}/demo`);
  const sentence = (await reader.page.textContent('.count')).replace(/\s+/g, ' ');
  assert.equal(sentence, 'This news has been read 3 times in total, by 3 readers.');

  await reader.page.click('text=The other story');
  assert.equal(await reader.number(), '1');
  await reader.page.click('text=Front page');
  await reader.number('footer span');
  await reader.settle();
  const numbers = await reader.page.locator('[data-readcount-url]').allTextContents();
  assert.deepEqual(numbers, ['3', '3', '1', '1']);
  assert.deepEqual([reader.console, reader.errors], [[], []]);
});
