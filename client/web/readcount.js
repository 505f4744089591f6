// What a page may rely on stands in README.md beside this file. What is served is this file without
// whole-line comments and indentation, at most 1.5 KB with gzip: that is why it is terse.
{
  // The one guard: whatever goes wrong (no daemon, a policy that forbids to ask it, an answer that
  // is not ours, an old browser) ends here, in silence, and leaves the page as it is.
  const attempt = async (work) => {
    try {
      await work();
    } catch (_) {}
  };

  attempt(async () => {
    // A module has no currentScript.
    const script = document.currentScript || document.querySelector('script[src*="readcount.js"]');
    // Beside the script, so that both may stand behind a prefix, on any host.
    const api = new URL('v1/', script.src).href;

    // A template and a tag manager may both include the script: the first copy counts.
    const included = Symbol.for('readcount');
    if (document[included]) return;
    document[included] = true;

    // A string goes as text/plain, which needs no preflight.
    const ask = async (path, question, keepalive) => {
      const body = JSON.stringify(question);
      const options = {method: 'POST', body, keepalive, credentials: 'omit'};
      return (await fetch(api + path, options)).json();
    };

    const all = (selector) => [...document.querySelectorAll(selector)];

    const show = (span, counts) => {
      const number = counts && counts[span.dataset.readcount || 'views'];
      if (typeof number != 'number') return;
      let text = number.toLocaleString();
      // The page may name no language, or none that there is: then the browser's it is.
      attempt(() => (text = number.toLocaleString(document.documentElement.lang)));
      span.textContent = text;
    };

    // The articles that elements name, in one request. The elements are looked up again when the
    // answer is there: the page may have drawn them anew. An anchor resolves any address and never
    // throws; which are none is for the daemon to say.
    const anchor = document.createElement('a');
    const address = (span) => ((anchor.href = span.dataset.readcountUrl), anchor.href);
    const named = '[data-readcount-url]';
    const list = async () => {
      const urls = [...new Set(all(named).map(address))].slice(0, 1000);
      if (!urls[0]) return;
      const {counts} = await ask('counts', urls);
      all(named).map((span) => show(span, counts[urls.indexOf(address(span))]));
    };

    // An address too long for a ping is so by its query, which hardly ever names the article.
    const fit = (url) => (url.length > 1500 ? url.split('?')[0].slice(0, 1500) : url);

    let here, article, title, canonical, canonicalPath, view;
    const look = async () => {
      const referrer = fit(here || document.referrer);
      const now = location.href.split('#')[0];
      if (now == here) return;
      here = now;
      attempt(list);

      // After a route change, a canonical link or title that stayed is still the last article's;
      // but the link holds as long as only the query changes.
      const link = document.querySelector('link[rel~=canonical i]');
      const href = link && link.href;
      const path = location.pathname;
      const stale = href == canonical && path != canonicalPath;
      if (!stale) [canonical, canonicalPath] = [href, path];
      const url = fit((!stale && href) || here);
      if (url == article) return;
      article = url;

      const ping = {type: 'view', url, referrer};
      // A title with controls, or cut within a surrogate pair, would be refused.
      const text = document.title.slice(0, 200).replace(/[\0-\x1f\x7f-\x9f\ud800-\udfff]/gu, '');
      if (text != title) ping.title = title = text;
      // Not randomUUID: without https there is none.
      const id = (view = ping.view = crypto.getRandomValues(new Uint32Array(4)).join('-'));
      const counts = await ask('ping', ping, true);
      // A late answer must not put the last article's number on the next.
      if (id != view) return;
      all('[data-readcount]:not([data-readcount-url])').map((span) => show(span, counts));
    };

    // A page that is only prerendered has not been opened.
    const event = (type) => new Promise((done) => document.addEventListener(type, done));
    if (document.prerendering) await event('prerenderingchange');
    if (document.readyState == 'loading') await event('DOMContentLoaded');
    attempt(look);

    // Single-page apps draw the next article after they changed the address: give them a moment.
    // (Back from the back/forward cache nothing runs again, and nothing needs to.)
    const later = () => setTimeout(attempt, 200, look);
    addEventListener('popstate', later);
    for (const name of ['pushState', 'replaceState']) {
      // A proxy is the original in all else: name, length, this, result, exceptions.
      const apply = (...call) => (later(), Reflect.apply(...call));
      history[name] = new Proxy(history[name], {apply});
    }
  });
}
