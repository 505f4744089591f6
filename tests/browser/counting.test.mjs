import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {article, sentence} from './pages.mjs';
import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage('--site', 'localhost', '--site', 'news.example')));
afterEach(() => stage.leave());
after(() => stage.close());

test('the first open shows one more than there were', async () => {
  const url = stage.publish('/first');
  await stage.daemon.readBy(3, url);
  const reader = await stage.reader();
  assert.equal(await reader.open(url), '4');
  assert.equal((await stage.daemon.count(url)).views, 4);
});

test('a reload shows the same number', async () => {
  const url = stage.publish('/reload');
  const reader = await stage.reader();
  assert.equal(await reader.open(url), '1');
  await reader.page.reload();
  assert.equal(await reader.number(), '1');
  assert.equal((await stage.daemon.count(url)).views, 1);
});

test('another reader adds one', async () => {
  const url = stage.publish('/another');
  assert.equal(await (await stage.reader(1)).open(url), '1');
  assert.equal(await (await stage.reader(2)).open(url), '2');
  assert.equal((await stage.daemon.count(url)).readers, 2);
});

test('the canonical link wins over the address, with all its tracking parameters', async () => {
  const canonical = `${stage.pages.origin}/canonical`;
  const head = '<link rel="Canonical" href="/canonical">';
  const url = stage.publish('/amp/canonical', {head});
  const reader = await stage.reader();
  assert.equal(await reader.open(`${url}?utm_source=mail&fbclid=${'x'.repeat(3000)}#top`), '1');
  assert.equal((await stage.daemon.count(canonical)).views, 1);
  assert.equal((await stage.daemon.count(url)).views, 0);
});

test('without a canonical link, tracking parameters make no other article', async () => {
  const url = stage.publish('/tracked');
  assert.equal(await (await stage.reader(1)).open(`${url}?utm_source=mail`), '1');
  assert.equal(await (await stage.reader(2)).open(`${url}?fbclid=${'x'.repeat(3000)}`), '2');
});

test('an address and its percent-encoded twin are one article', async () => {
  stage.publish('/haber/t%C3%BCrkiye', {lang: 'tr'});
  const origin = stage.pages.origin;
  assert.equal(await (await stage.reader(1)).open(`${origin}/haber/türkiye`), '1');
  assert.equal(await (await stage.reader(2)).open(`${origin}/haber/t%C3%BCrkiye`), '2');
  assert.equal((await stage.daemon.count(`${origin}/haber/türkiye`)).views, 2);
});

test('two origins of one site count together, two sites apart', async () => {
  const url = stage.publish('/origins');
  assert.equal(await (await stage.reader(1)).open('http://news.example/origins'), '1');
  assert.equal(await (await stage.reader(2)).open('http://www.news.example/origins'), '2');
  assert.equal(await (await stage.reader(3)).open(url), '1');
  assert.equal((await stage.daemon.count('https://news.example/origins')).views, 2);
});

test('a page of a site that is not counted shows no number', async () => {
  stage.publish('/elsewhere');
  const reader = await stage.reader();
  const refused = reader.page.waitForResponse('**/v1/ping');
  await reader.page.goto('http://other.example/elsewhere');
  assert.equal((await refused).status(), 403);
  await reader.settle();
  assert.equal(await reader.page.textContent('[data-readcount]'), '…');
  assert.deepEqual(reader.errors, []);
});

const ways = {
  'twice, by template and tag manager': (src) => `<script defer src="${src}"></script>`.repeat(2),
  'in the head, before there is a body': (src) => `<script src="${src}"></script>`,
  'with async': (src) => `<script async src="${src}"></script>`,
  'as a module': (src) => `<script type="module" src="${src}"></script>`,
  'with a version in its address': (src) => `<script defer src="${src}?v=2"></script>`,
  'by another script': (src) =>
    `<script>document.head.append(
      Object.assign(document.createElement('script'), {src: '${src}'}))</script>`,
};
Object.entries(ways).forEach(([way, tag], i) => {
  test(`a page that includes the script ${way} counts once`, async () => {
    const script = tag(`${stage.daemon.url}/readcount.js`);
    const url = stage.pages.put(`/ways/${i}`, article({script}));
    const reader = await stage.reader();
    const loads = await stage.loadsDuring(async () => {
      assert.equal(await reader.open(url), '1');
      await reader.settle();
    });
    assert.equal(loads, 1);
  });
});

test('a script before all else in the head waits for the canonical link behind it', async () => {
  const head = `<script src="${stage.daemon.url}/readcount.js"></script>`;
  const script = '<link rel="canonical" href="/behind">';
  const url = stage.pages.put('/behind/amp', article({head, script}));
  assert.equal(await (await stage.reader()).open(url), '1');
  assert.equal((await stage.daemon.count(`${stage.pages.origin}/behind`)).views, 1);
});

test('an element shows the number that it names', async () => {
  const body = `${sentence}<b data-readcount="readers">…</b><i data-readcount="reads">…</i>
    <s data-readcount="live">…</s><u data-readcount="toString">…</u>
    <q data-readcount="outcome">…</q>`;
  const url = stage.publish('/metrics', {body});
  const reader = await stage.reader();
  const answered = reader.page.waitForResponse('**/v1/ping');
  await reader.open(url);
  const counts = await (await answered).json();
  const shown = await reader.page.locator('b, i, s, u, q').allTextContents();
  const {readers, reads, live} = counts;
  assert.deepEqual(shown, [`${readers}`, `${reads}`, `${live}`, '…', '…']);
});
