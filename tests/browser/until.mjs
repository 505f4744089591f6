// Waiting for what is to come about, not for time to pass.

import {setTimeout as sleep} from 'node:timers/promises';

/** Asks until `condition` holds, and returns what it returned. */
export async function until(what, condition, seconds = 15) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const met = await condition();
    if (met) return met;
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(50);
  }
}
