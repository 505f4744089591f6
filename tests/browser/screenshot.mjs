// node screenshot.mjs FILE.png: a picture of the demo article, once it has been read 228 times.

import {argv, exit} from 'node:process';

import {launch, userAgent} from './chromium.mjs';
import {startDaemon} from './daemon.mjs';

const file = argv[2];
if (!file) {
  console.error('usage: node screenshot.mjs FILE.png');
  exit(2);
}

const daemon = await startDaemon();
const browser = await launch();
try {
  const demo = `${daemon.url.replace('127.0.0.1', 'localhost')}/demo`;
  await daemon.readBy(227, demo);
  const page = await browser.newPage({
    userAgent: userAgent(1),
    viewport: {width: 860, height: 620},
    deviceScaleFactor: 2,
    colorScheme: 'light',
  });
  await page.goto(demo);
  await page.locator('.count', {hasText: '228 times'}).waitFor();
  await page.screenshot({path: file});
} finally {
  await browser.close();
  await daemon.stop();
}
