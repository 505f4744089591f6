// Single-page apps: the address changes, the page stays.

import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';

import {sentence} from './pages.mjs';
import {openStage} from './stage.mjs';

let stage;
before(async () => (stage = await openStage()));
afterEach(() => stage.leave());
after(() => stage.close());

/** An app whose navigation draws a fresh sentence, as frameworks do, and then the title. */
const app = `<main>${sentence}</main><script>
  function go(path, {method = 'pushState', title = 'Article ' + path, canonical} = {}) {
    history[method]({path}, '', path);
    return new Promise((drawn) => setTimeout(() => {
      document.querySelector('main').innerHTML = ${JSON.stringify(sentence)};
      document.title = title;
      if (canonical) document.querySelector('link[rel=canonical]').href = canonical;
      drawn();
    }, 20));
  }
</script>`;

async function openApp(path, head) {
  const reader = await stage.reader();
  reader.url = stage.publish(path, {body: app, head});
  assert.equal(await reader.open(reader.url), '1');
  reader.views = async (other) => (await stage.daemon.count(stage.pages.origin + other)).views;
  reader.goUncounted = async (to, how) => {
    await reader.page.evaluate(([target, options]) => go(target, options), [to, how]);
    await reader.settle();
  };
  reader.go = async (to, how) => {
    await reader.goUncounted(to, how);
    await reader.number();
  };
  return reader;
}

test('pushState counts the second article once and shows its number', async () => {
  await stage.daemon.readBy(4, `${stage.pages.origin}/app/second`);
  const reader = await openApp('/app/first');
  const loads = await stage.loadsDuring(() => reader.go('/app/second'));
  assert.equal(loads, 1);
  assert.equal(await reader.number(), '5');
  assert.equal(await reader.views('/app/second'), 5);
  assert.equal(await reader.views('/app/first'), 1);
});

test('the second article has a view, a title and a referrer of its own', async () => {
  const reader = await openApp('/own/first');
  await reader.go('/own/second');
  const [first, second] = reader.messages('view');
  assert.notEqual(first.view, second.view);
  assert.match(second.view, /^[\d,]{8,64}$/);
  assert.equal(first.title, 'An article');
  assert.equal(second.title, 'Article /own/second');
  assert.equal(second.referrer, reader.url);
});

test('a title that the app has not changed is not sent as that of the next article', async () => {
  const reader = await openApp('/untitled/first');
  await reader.go('/untitled/second', {title: 'An article'});
  assert.equal(reader.messages('view')[1].title, undefined);
});

test('replaceState counts as pushState does, and a route with its redirect as one', async () => {
  const reader = await openApp('/replace/first');
  const loads = await stage.loadsDuring(async () => {
    await reader.page.evaluate(() => history.pushState(null, '', '/replace/redirect'));
    await reader.go('/replace/second', {method: 'replaceState'});
  });
  assert.equal(loads, 1);
  assert.equal(await reader.views('/replace/second'), 1);
  assert.equal(await reader.views('/replace/redirect'), 0);
});

test('back shows the first article again, as a repeat', async () => {
  const reader = await openApp('/back/first');
  await reader.go('/back/second');
  const loads = await stage.loadsDuring(async () => {
    const answered = reader.page.waitForResponse('**/v1/ping');
    await reader.page.goBack();
    await answered;
    await reader.settle();
  });
  assert.equal(loads, 1);
  assert.equal(await reader.views('/back/first'), 1);
});

test('a fragment, or state without an address, is no other article', async () => {
  const reader = await openApp('/fragment');
  const loads = await stage.loadsDuring(async () => {
    await reader.goUncounted('#comments');
    await reader.page.evaluate(() => (location.hash = 'end'));
    await reader.page.evaluate(() => history.replaceState({scroll: 3}, ''));
    await reader.settle();
  });
  assert.equal(loads, 0);
});

test('a canonical link that stayed as it was is not believed on the next route', async () => {
  const reader = await openApp('/stale/first', '<link rel="canonical" href="/stale/first">');
  await reader.go('/stale/second');
  assert.equal(await reader.views('/stale/second'), 1);
  assert.equal(await reader.views('/stale/first'), 1);
});

test('a canonical link that changed with the route is believed', async () => {
  const reader = await openApp('/fresh/first', '<link rel="canonical" href="/fresh/first">');
  await reader.go('/fresh/second/amp', {canonical: '/fresh/second'});
  assert.equal(await reader.views('/fresh/second'), 1);
  assert.equal(await reader.views('/fresh/second/amp'), 0);
});

test('an app that tidies up its query stays on its canonical article', async () => {
  const reader = await openApp('/tidy/amp', '<link rel="canonical" href="/tidy">');
  const loads = await stage.loadsDuring(() =>
    reader.goUncounted('/tidy/amp?page=1', {method: 'replaceState'}),
  );
  assert.equal(loads, 0);
  assert.equal(await reader.views('/tidy'), 1);
});

test('a late answer for the first article does not stand on the second', async () => {
  const reader = await openApp('/late/start');
  let answerFirst;
  await reader.context.route('**/v1/ping', async (route) => {
    const isFirst = route.request().postDataJSON().url.endsWith('/late/first');
    if (isFirst) await new Promise((resolve) => (answerFirst = resolve));
    const views = isFirst ? 111 : 222;
    await route.fulfill({json: {views}, headers: {'Access-Control-Allow-Origin': '*'}});
  });
  await reader.goUncounted('/late/first');
  await reader.go('/late/second');
  assert.equal(await reader.number(), '222');
  const late = reader.page.waitForEvent('requestfinished');
  answerFirst();
  await late;
  await reader.settle();
  assert.equal(await reader.number(), '222');
});

test('history works as it did without the script', async () => {
  const reader = await openApp('/transparent');
  const facts = await reader.page.evaluate(() => {
    const {pushState} = history;
    const thrown = (work) => {
      try {
        return work();
      } catch (error) {
        return error.name;
      }
    };
    return {
      result: pushState.call(history, {kept: 1}, '', '/transparent/2'),
      state: history.state,
      address: location.pathname,
      shape: [pushState.name, pushState.length, String(pushState).includes('native code')],
      foreign: thrown(() => pushState.call({}, null, '', '/x')),
      forbidden: thrown(() => history.pushState(null, '', 'http://elsewhere.example/')),
    };
  });
  assert.deepEqual(facts, {
    result: undefined,
    state: {kept: 1},
    address: '/transparent/2',
    shape: ['pushState', 2, true],
    foreign: 'TypeError',
    forbidden: 'SecurityError',
  });
  await reader.settle();
  assert.deepEqual(reader.errors, []);
});
