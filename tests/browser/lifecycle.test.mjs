// Pages that are drawn before they are opened, and pages that come back.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';

import {executablePath, quiet, userAgent} from './chromium.mjs';
import {sentence} from './pages.mjs';
import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

test('coming back through the back/forward cache counts nothing', async () => {
  const head = `<script>
    addEventListener('pageshow', (event) => (window.restored = event.persisted));
  </script>`;
  const url = stage.publish('/cached', {head});
  stage.publish('/next');
  const reader = await stage.reader();
  assert.equal(await reader.open(url), '1');
  await reader.page.evaluate(() => (location.href = '/next'));
  await reader.page.waitForURL('**/next');
  await reader.number();

  const loads = await stage.loadsDuring(async () => {
    await reader.page.evaluate(() => history.back());
    await reader.page.waitForFunction(() => window.restored);
    await reader.settle();
  });
  assert.equal(loads, 0);
  assert.equal(await reader.number(), '1');
});

/**
 * A Chromium that nobody looks into: with DevTools attached, as by Playwright, it does not
 * prerender. Pages tell what they see by fetch('/say?…').
 */
async function openUnwatched(t, url) {
  const profile = await mkdtemp(join(tmpdir(), 'readcount-chromium-'));
  const mine = ['--headless', `--user-data-dir=${profile}`, `--user-agent=${userAgent(1)}`, url];
  const chromium = spawn(executablePath, [...quiet, ...mine], {stdio: 'ignore'});
  const exit = once(chromium, 'exit');
  t.after(async () => {
    chromium.kill();
    await exit;
    await rm(profile, {recursive: true, force: true, maxRetries: 5});
  });
}

test('a prerendered page counts when it is opened, once', {timeout: 60_000}, async (t) => {
  const body = `${sentence}<script>
    fetch(document.prerendering ? '/say?drawn' : '/say?opened without prerendering');
    new MutationObserver(() => fetch('/say?shows ' + document.querySelector('span').textContent))
      .observe(document.querySelector('span'), {childList: true});
  </script>`;
  const url = stage.publish('/prerendered', {body});
  const rules = {prerender: [{source: 'list', urls: ['/prerendered'], eagerness: 'immediate'}]};
  const before = stage.pages.put(
    '/before',
    `<!doctype html><script type="speculationrules">${JSON.stringify(rules)}</script>
    <script>fetch('/wait?before').then(() => (location.href = '/prerendered'))</script>`,
  );

  const early = await stage.loadsDuring(async () => {
    await openUnwatched(t, before);
    await stage.pages.heard('drawn');
    await sleep(1000);
  });
  assert.equal(early, 0);

  const loads = await stage.loadsDuring(async () => {
    stage.pages.release('before');
    await stage.pages.heard('shows 1');
    await sleep(500);
  });
  assert.equal(loads, 1);
  assert.equal((await stage.daemon.count(url)).views, 1);
});
