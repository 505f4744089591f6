// What a page may rely on stands in README.md beside this file. What is served is this file as
// embed.cmake makes it small, at most 1.5 KB with gzip: that is why it is terse.
{
  // The one guard: whatever goes wrong (no daemon, a policy that forbids to ask it, an answer that
  // is not ours, an old browser) ends here, in silence, and leaves the page as it is.
  const attempt = async (work, ...given) => {
    try {
      return await work(...given);
    } catch (_) {}
  };

  attempt(() => {
    const all = (selector) => [...document.querySelectorAll(selector)];

    // A module has no currentScript.
    const script = document.currentScript || all('[src*="readcount.js"]')[0];
    // Beside the script, so that both may stand behind a prefix, on any host.
    const api = new URL('v1/', script.src);

    // A template and a tag manager may both include the script: the first copy counts.
    if ((self.readcount || api).event) return;

    let clock = 0; // ticks, four a second while the page runs: no clock that can be set is asked
    let here, settled; // the address looked at last, the one at the last tick
    let canonical, canonicalPath;
    let article, view; // what is read, and the id of this reading of it; their totals are
    let engaged, sent, reported; // ticks, those in the last message, seconds the daemon answered
    let deepest, scroll; // pixels of the article that came into sight, the same in quarters
    let input; // the tick of the last input
    const told = [];

    // A string goes as text/plain, which needs no preflight.
    const ask = (path, question, keepalive) =>
      fetch(api + path, {
        method: 'POST',
        body: JSON.stringify(question),
        keepalive,
        credentials: 'omit',
      });
    const send = (type, more) => article && ask('ping', {type, url: article, view, ...more}, true);

    const show = (span, counts) => {
      const number = counts && counts[span.dataset.readcount || 'views'];
      if (number !== +number) return;
      span.textContent = number.toLocaleString();
      // The page may name no language, or none that there is: then the browser's it is.
      attempt(() => (span.textContent = number.toLocaleString(document.documentElement.lang)));
    };

    // The articles that elements name, in one request. The elements are looked up again when the
    // answer is there: the page may have drawn them anew. An anchor resolves any address and never
    // throws; which are none is for the daemon to say.
    const anchor = document.createElement('a');
    const address = (span) => ((anchor.href = span.dataset.readcountUrl), anchor.href);
    const list = async () => {
      const urls = [...new Set(all('[data-readcount-url]').map(address))].slice(0, 1000);
      if (!urls[0]) return;
      const {counts} = await (await ask('counts', urls)).json();
      all('[data-readcount-url]').map((span) => show(span, counts[urls.indexOf(address(span))]));
    };

    // What the page says of its article: first its JSON-LD, then OpenGraph and the like, then the
    // title. What stayed as it was after a route change is still said of the last article.
    const describe = (about) => {
      const meta = {};
      all('meta').map((tag) => (meta[tag.getAttribute('property') || tag.name] = tag.content));
      let data;
      all('[type*=ld]').map(({text}) =>
        attempt(JSON.parse, text, function (_, value) {
          // Called for each key at any depth: `this` is the object that has it.
          if (/Article/.test(this['@type'])) data = data || this;
          return value;
        }),
      );
      const names = [
        ['title', 'headline', 'og:title'],
        ['section', 'articleSection', 'article:section'],
        ['author', 'author', 'article:author'],
        ['published', 'datePublished', 'article:published_time'],
      ];
      [data, meta, {headline: document.title}].map((source, i) => {
        if (told[i] == (told[i] = JSON.stringify(source))) return;
        names.map(([name, key, other]) =>
          // A text, a thing with a name, or several of them; what is neither throws.
          attempt(() => {
            const things = [source[key] || source[other]].flat();
            const text = things.map((one) => (one.name || one).trim()).join(', ');
            // Controls, or a cut within a surrogate pair, would be refused.
            about[name] = about[name] || text.slice(0, 150).replace(/[\p{Cc}\p{Cs}]/gu, ' ');
          }),
        );
      });
    };

    // The running totals of this view: a message that is lost, late or doubled changes nothing.
    const report = async () => {
      const id = view;
      const seconds = engaged >> 2;
      sent = engaged;
      const answer = await attempt(send, 'engage', {engaged: seconds, reported, scroll});
      if (!(answer || api).ok) sent = 0;
      else if (id == view) reported = seconds;
    };

    const look = async () => {
      const referrer = (here || document.referrer).slice(0, 300);
      here = settled;
      attempt(list);

      // After a route change, a canonical link that stayed is still the last article's; but it
      // holds as long as only the query changes.
      const link = all('[rel~=canonical i]')[0];
      const href = link && link.href;
      const {pathname, search} = location;
      if (href != canonical) [canonical, canonicalPath] = [href, pathname];
      // An address too long for a ping is so by its query, which hardly ever names the article.
      const url = ((pathname == canonicalPath && href) || here).replace(/\?.{500,}/, '');
      if (url == article) return;
      if (engaged > sent) report();

      article = url;
      engaged = sent = reported = deepest = scroll = 0;
      input = clock;
      // Not randomUUID: without https there is none.
      const id = (view = crypto.getRandomValues(new Uint32Array(4)) + '');
      // A canonical link has no campaign.
      const ping = {referrer, query: search.slice(0, /utm_/.test(search) ? 512 : 0)};
      attempt(describe, ping);
      const counts = await (await send('view', ping)).json();
      // A late answer must not put the last article's number on the next.
      if (id != view) return;
      all('[data-readcount]:not([data-readcount-url])').map((span) => show(span, counts));
    };

    const tick = () => {
      ++clock;
      // Single-page apps draw the next article after they changed the address: give them a moment.
      if (settled != (settled = location.href.replace(/#.*/, ''))) return;
      // A page that is only prerendered has not been opened.
      if (document.prerendering || document.readyState == 'loading') return;
      if (settled != here) attempt(look);
      if (document.hidden) return;

      const body = ['article', '[itemprop=articleBody]', 'main', 'body'].flatMap(all)[0];
      const box = body.getBoundingClientRect();
      deepest = Math.max(deepest, innerHeight - box.top + 1);
      scroll = Math.max(scroll, 25 * Math.min(4, ((4 * deepest) / box.height) | 0));

      const idle = clock - input;
      if (document.hasFocus() && idle < 21) ++engaged;
      // Each 15 s the sign of life of a reader, each 60 s that of a page left open.
      if (!(clock % (idle < 240 ? 60 : 240))) report();
    };

    setInterval(attempt, 250, tick);
    tick();
    tick();

    const inputs = ['scroll', 'wheel', 'keydown', 'pointerdown', 'pointermove', 'touchmove'];
    inputs.map((type) => addEventListener(type, () => (input = clock)));
    ['visibilitychange', 'pagehide'].map((type) =>
      addEventListener(type, () => engaged > sent && report()),
    );

    const event = (name) => attempt(send, 'event', {name});
    // Captured: a page may stop its own clicks. One on anything else throws, and so does nothing.
    addEventListener(
      'click',
      ({target}) =>
        attempt(() => event(target.closest('[data-readcount-event]').dataset.readcountEvent)),
      true,
    );
    self.readcount = {event};
  });
}
