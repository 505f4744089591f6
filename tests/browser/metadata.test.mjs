// What a page says of its article, and where its reader came from.

import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {sentence} from './pages.mjs';
import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

const raw = (text) => `<script type="application/ld+json">${text}</script>`;
const ld = (data) => raw(JSON.stringify(data));
const og = (property, content) => `<meta property="${property}" content="${content}">`;

let pages = 0;

/** What the view of a page with this head says. The page's <title> is "An article". */
async function said(head, query = '') {
  const reader = await stage.reader();
  const url = stage.publish(`/metadata/${++pages}`, {head});
  assert.equal(await reader.open(url + query), '1');
  assert.deepEqual([reader.console, reader.errors], [[], []]);
  const [{title, section, author, published, query: campaign}] = reader.messages('view');
  return {title, section, author, published, campaign};
}

const none = {title: 'An article', section: undefined, author: undefined, published: undefined};
const nothing = {...none, campaign: ''};

const story = {
  '@context': 'https://schema.org',
  '@type': 'NewsArticle',
  headline: 'Night train returns',
  articleSection: 'Travel',
  author: {'@type': 'Person', name: 'A. Reader'},
  datePublished: '2026-03-29T06:00:00+02:00',
};
const told = {
  title: 'Night train returns',
  section: 'Travel',
  author: 'A. Reader',
  published: '2026-03-29T06:00:00+02:00',
  campaign: '',
};

test('a page that says nothing is known by its title', async () => {
  assert.deepEqual(await said(''), nothing);
});

const shapes = {
  'one object': story,
  'of type Article': {...story, '@type': 'Article'},
  'of several types': {...story, '@type': ['CreativeWork', 'ReportageNewsArticle']},
  'a list': [{'@type': 'BreadcrumbList', name: 'Crumbs'}, story],
  'a graph': {'@graph': [{'@type': 'WebSite', name: 'Courier'}, story]},
  'with a page around it': {'@type': 'WebPage', name: 'Page', mainEntity: story},
  'with another article in it': {...story, citation: {'@type': 'Article', headline: 'Other'}},
  'with one that follows': [story, {...story, headline: 'Related', articleSection: 'Sport'}],
  'with an author that is a text': {...story, author: ' A. Reader '},
  'with an author in a list': {...story, author: [{name: 'A. Reader'}]},
};
for (const [shape, data] of Object.entries(shapes)) {
  test(`JSON-LD, ${shape}`, async () => assert.deepEqual(await said(ld(data)), told));
}

test('several authors are named one after the other', async () => {
  const author = [{name: 'A. Reader'}, 'B. Writer'];
  assert.equal((await said(ld({...story, author}))).author, 'A. Reader, B. Writer');
});

test('OpenGraph, with or without a name for the author', async () => {
  const head =
    og('og:title', 'Night train returns') +
    og('article:section', 'Travel') +
    og('article:published_time', story.datePublished);
  assert.deepEqual(await said(head + og('article:author', 'A. Reader')), told);
  const named = '<meta name="author" content="A. Reader">';
  assert.deepEqual(await said(named + head + og('article:author', 'https://x.example/a')), told);
});

test('what JSON-LD leaves out is taken from OpenGraph, and the title from the page', async () => {
  const {headline, articleSection, ...rest} = story;
  const about = await said(ld(rest) + og('article:section', 'Travel'));
  assert.deepEqual(about, {...told, title: 'An article'});
});

test('the name of an author alone is sent', async () => {
  const about = await said('<meta name="author" content="A. Reader">');
  assert.deepEqual(about, {...nothing, author: 'A. Reader'});
});

test('JSON-LD of other things says nothing of the article', async () => {
  const data = {'@type': 'Organization', headline: 'Courier', author: 'Nobody'};
  assert.deepEqual(await said(ld(data)), nothing);
});

const hostile = {
  broken: raw('{"@type": "NewsArticle", '),
  empty: raw(''),
  null: ld(null),
  'a number': ld(7),
  'of values of other kinds': ld({
    '@type': 'Article',
    headline: {a: 1},
    articleSection: 7,
    author: [null, {'@id': '#me'}],
    datePublished: true,
  }),
  deep: raw('['.repeat(100) + ']'.repeat(100)),
  'a prototype': raw('{"__proto__": {"@type": "Article"}}'),
};
for (const [kind, head] of Object.entries(hostile)) {
  test(`JSON-LD that is ${kind} costs neither the view nor its title`, async () => {
    assert.deepEqual(await said(head), nothing);
    // The first article of a page is the one, whatever it holds.
    const isArticle = head.includes('Article"}') || head.includes('headline');
    assert.deepEqual(await said(head + ld(story)), isArticle ? nothing : told);
  });
}

test('texts of any length and content are cut to what the daemon takes', async () => {
  const long = `${'記'.repeat(149)}🚂`.repeat(30);
  const about = await said(
    `<link rel="canonical" href="/metadata/${'%E8%A8%98'.repeat(50)}">` +
      ld({'@type': 'Article', headline: long, articleSection: long, author: long}) +
      og('article:published_time', 'a&#10;\u0092b'),
    `?utm_source=${'x'.repeat(3000)}`,
  );
  assert.equal(about.title, `${'記'.repeat(149)} `);
  assert.equal(about.published, 'a  b');
  assert.equal(about.campaign.length, 512);
});

test('the query goes along when it names a campaign, also beside a canonical link', async () => {
  const link = '<link rel="canonical" href="/metadata/canonical">';
  const campaign = '?page=2&utm_source=mail&utm_medium=newsletter';
  assert.equal((await said(link, campaign)).campaign, campaign);
  assert.equal((await said('', '?page=2&token=secret')).campaign, '');
});

test('an app that renews only its title leaves the rest to the last article', async () => {
  const reader = await stage.reader();
  const body = `${sentence}<p>App</p>`;
  await reader.open(stage.publish('/metadata/app', {head: ld(story), body}));
  await reader.page.evaluate(() => {
    history.pushState(null, '', '/metadata/app/2');
    document.title = 'The second';
  });
  await reader.page.waitForResponse('**/v1/ping');
  await reader.page.evaluate((html) => {
    document.querySelector('script[type$=json]').outerHTML = html;
    history.pushState(null, '', '/metadata/app/3');
    document.title = 'The third';
  }, ld({...story, headline: 'Day train'}));
  await reader.page.waitForResponse((answer) => /app\/3/.test(answer.request().postData()));
  const [, second, third] = reader.messages('view');
  assert.deepEqual([second.title, second.author], ['The second', undefined]);
  assert.deepEqual([third.title, third.author], ['Day train', 'A. Reader']);
});
