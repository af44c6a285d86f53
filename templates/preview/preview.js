// Makes the preview's pages live: they follow what is saved, links change only what differs, and keys press links.
// Every page works without it.
'use strict';

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const body = document.body;

  // --- A page in place of another: what is alike stays, with its scroll, focus and frames.

  const isAlike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id || '') === (other.id || '');

  function morphAttributes(old, fresh) {
    for (const { name, value } of [...fresh.attributes]) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
  }

  function morph(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    if (old.nodeName === 'IFRAME') {
      morphFrame(old, fresh);
      return;
    }
    const typed = old.nodeName === 'INPUT' && old === document.activeElement ? old.value : null;
    morphAttributes(old, fresh);
    if (old.nodeName === 'INPUT' && old.type === 'search') old.value = typed ?? fresh.getAttribute('value') ?? '';
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      let match = at;
      while (match && !isAlike(match, next)) match = next.id ? match.nextSibling : null;
      if (match) {
        while (at !== match) {
          const gone = at;
          at = at.nextSibling;
          gone.remove();
        }
        // A frame may put its successor behind itself.
        at = match.nextSibling;
        morph(match, next);
      } else {
        old.insertBefore(document.adoptNode(next), at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  /** A frame whose document has changed gives its place to a new one, once that is there: nothing flickers, and its scroll stays. */
  function morphFrame(old, fresh) {
    if (old.dataset.version === fresh.dataset.version && old.getAttribute('src') === fresh.getAttribute('src')) {
      morphAttributes(old, fresh);
      return;
    }
    const about = (frame) => {
      const url = new URL(frame.getAttribute('src'), location);
      return `${url.pathname} ${url.searchParams.get('entry')}`;
    };
    const next = document.adoptNode(fresh);
    const isSameThing = about(old) === about(next);
    old.removeAttribute('id');
    next.hidden = true;
    next.addEventListener('load', () => {
      let place = 0;
      try {
        place = isSameThing && old.isConnected ? old.contentWindow.scrollY : 0;
      } catch { /* the old frame shows something else */ }
      next.hidden = false;
      old.remove();
      if (place) next.contentWindow.scrollTo(0, place);
      listenInside(next);
      document.dispatchEvent(new CustomEvent('framed'));
    }, { once: true });
    old.after(next);
  }

  /** Keys work while the frame has the focus, too. */
  function listenInside(frame) {
    try {
      frame.contentDocument.addEventListener('keydown', onKey);
    } catch { /* not ours to listen to */ }
  }

  // --- Links and forms without a new page.

  let under = null;
  /** Whether somebody is on the way to another view: what was saved waits for them. */
  let isGoing = false;
  let newest = null;

  async function show(url, how = {}) {
    under?.abort();
    under = new AbortController();
    isGoing = Boolean(how.step);
    let page;
    try {
      const answer = await fetch(url, { signal: under.signal, headers: { Accept: 'text/html' } });
      if (!(answer.headers.get('Content-Type') || '').startsWith('text/html')) {
        location.assign(url);
        return;
      }
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch (error) {
      if (error.name === 'AbortError') return;
      isGoing = false;
      body.classList.add('is-lost');
      return;
    }
    if (how.step === 'push') history.pushState(null, '', url);
    if (how.step === 'replace') history.replaceState(null, '', url);
    const before = $('#tally')?.textContent;
    document.title = page.title;
    body.dataset.number = page.body.dataset.number;
    const focused = document.activeElement?.getAttribute?.('href');
    for (const name of ['side', 'main']) morph($(`#${name}`), $(`#${name}`, page));
    revive();
    if (focused && document.activeElement === body) all('a').find((link) => link.getAttribute('href') === focused)?.focus();
    if (how.step && how.step !== 'replace') openItem()?.scrollIntoView({ block: 'nearest' });
    const now = $('#tally')?.textContent;
    if (how.says) $('#said').textContent = now === before ? how.says : `${how.says} Mistakes: ${now}.`;
    isGoing = false;
    document.dispatchEvent(new CustomEvent('shown'));
    if (Number(newest) > Number(body.dataset.number)) show(location.href, { says: 'The site has changed.' });
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-soft]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, { step: 'push' });
  });
  window.addEventListener('popstate', () => show(location.href));

  let typing;
  const search = (form) => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
    show(url.href, { step: 'replace' });
  };
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-live]');
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => search(form), 120);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-live]');
    if (!form) return;
    event.preventDefault();
    search(form);
  });

  // --- What is saved.

  let stream;

  function listen() {
    if (stream || document.hidden) return;
    stream = new EventSource(`/events?has=${body.dataset.number}`);
    stream.addEventListener('open', () => mark('is-live'));
    stream.addEventListener('error', () => mark('is-lost'));
    stream.addEventListener('change', (event) => {
      newest = event.data;
      if (!isGoing && event.data !== body.dataset.number) show(location.href, { says: 'The site has changed.' });
    });
  }
  function mark(word) {
    body.classList.remove('is-live', 'is-lost');
    body.classList.add(word);
  }
  // Browsers keep few connections to one server: a page that nobody sees gives its own back.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else {
      listen();
    }
  });
  window.addEventListener('pagehide', () => stream?.close());

  // --- Keys.

  const dialog = $('#keys');
  const keysOn = $('#keys-on');
  try {
    keysOn.checked = localStorage.getItem('keys') !== 'off';
    keysOn.addEventListener('change', () => localStorage.setItem('keys', keysOn.checked ? 'on' : 'off'));
  } catch { /* nothing is remembered, then */ }

  const heard = new WeakSet();
  const items = () => all('[data-item]');
  const openItem = () => $('#main [data-item][aria-current]');

  function step(by) {
    const list = items();
    if (!list.length) return;
    const from = list.includes(document.activeElement) ? list.indexOf(document.activeElement) : list.indexOf(openItem());
    const to = Math.max(0, Math.min(list.length - 1, from < 0 ? 0 : from + by));
    const item = list[to];
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: 'nearest' });
    // Entries and readers open as one walks; rows of other lists wait for Enter.
    if (item.closest('.entries, .choices') && !item.hasAttribute('aria-current')) show(item.href, { step: 'replace' });
  }
  const press = (link) => link && show(link.href, { step: 'push' });
  function cycle(key) {
    const links = all(`[data-cycle="${key}"] a`);
    if (!links.length) return;
    const at = links.findIndex((link) => link.hasAttribute('aria-current'));
    press(links[(at + 1) % links.length]);
  }
  /** There and back: a key that opens a view closes it again. */
  function flip(key) {
    const link = $(`[data-key="${key}"]`);
    press(link?.hasAttribute('aria-current') ? $('[data-key="1"]') : link);
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    d: () => cycle('d'),
    i: () => cycle('i'),
    t: () => ($('[data-switch="show"] [data-key="4"]') && $('#notes .samples')) && flip('3'),
    r: () => ($('#notes .samples') ? flip('4') : flip('2')),
    m: () => press($('#tally')?.closest('a')),
    h: () => press($('.brand a')),
    '/': () => $('input[type=search]')?.focus(),
    '?': () => dialog.showModal(),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || dialog.open) return;
    const target = event.target;
    if (target.matches?.('input, textarea, select')) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    const key = event.key;
    if (!keysOn.checked && key !== '?') return;
    if (/^[1-9]$/.test(key)) {
      press($(`[data-key="${key}"]`));
    } else if (Object.hasOwn(KEYS, key)) {
      event.preventDefault();
      KEYS[key]();
    }
  }
  document.addEventListener('keydown', onKey);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });

  /** What only pages with a script have. */
  function revive() {
    const ask = $('#ask-keys');
    ask.hidden = false;
    ask.onclick = () => dialog.showModal();
    for (const frame of all('iframe').filter((frame) => !heard.has(frame))) {
      heard.add(frame);
      frame.addEventListener('load', () => listenInside(frame));
      listenInside(frame);
    }
  }

  revive();
  listen();
})();
