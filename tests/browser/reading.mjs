// How tests read: articles to scroll through, a reader who does, and what it should have come to.

import assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';

export const tall = (height) => `<article style="height: ${height}px">A long read</article>`;

/** Scrolls on a little twice a second. */
export async function read(page, seconds) {
  const end = performance.now() + seconds * 1000;
  for (let left; (left = end - performance.now()) > 0; ) {
    await page.mouse.wheel(0, 20);
    await sleep(Math.min(500, left));
  }
}

export function assertAbout(seconds, expected) {
  assert.ok(Number.isInteger(seconds), `${seconds}`);
  assert.ok(Math.abs(seconds - expected) <= 1, `${seconds} s engaged, not ${expected}`);
}
