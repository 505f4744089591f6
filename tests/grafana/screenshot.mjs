// node screenshot.mjs PAGE.html PICTURE.png

import {argv} from 'node:process';
import {pathToFileURL} from 'node:url';

import {launch} from '../browser/chromium.mjs';

const browser = await launch();
try {
  const page = await browser.newPage({viewport: {width: 1216, height: 600}});
  await page.goto(pathToFileURL(argv[2]).href);
  await page.screenshot({path: argv[3], fullPage: true});
} finally {
  await browser.close();
}
