// What Streamlit's page does not do by itself: links of ours open without loading the page anew, and another screen is
// told to the ear (its heading takes the focus). Escape closes a glossary note; the button of a meeting fills the
// screen. What a button opens over the page is entered by the keyboard and left to it.
(() => {
  "use strict";
  // The server is where the page came from. Without this Streamlit first asks below the screen's own address, and waits.
  // No other page may steer the screens by messages.
  window.__streamlit = {
    BACKEND_BASE_URL: `${location.origin}/`,
    HOST_CONFIG: { allowedOrigins: [], useExternalAuthToken: false },
  };
  const CONTROLS = 'button:not([disabled]), a[href], input, textarea, [tabindex="0"]';
  let address = location.pathname;
  let heading = "";
  let waiting = false;
  let opener = null;
  let followed = null;

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function frameWidePictures() {
    for (const picture of document.querySelectorAll('[data-testid="stPlotlyChart"]')) {
      const frame = picture.closest('[data-testid="stElementContainer"]');
      if (!frame) continue;
      if (frame.scrollWidth > frame.clientWidth + 1) {
        set(frame, "tabindex", "0");
        set(frame, "role", "region");
        set(frame, "aria-label", "Picture, scrolls sideways");
      } else if (frame.getAttribute("role") === "region") {
        for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
      }
    }
  }

  function followHeading() {
    const title = document.querySelector("h1");
    if (!title) return;
    const said = title.textContent;
    if (location.pathname !== address && said !== heading) {
      address = location.pathname;
      const active = document.activeElement;
      if (!active || active === document.body || active.tagName === "A") {
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      }
    }
    if (location.pathname === address) heading = said;
  }

  // A link of ours to one of the screens, followed as the back button is: the connection stays, so only what differs is
  // drawn anew. Whatever else a click may mean, a place on the same screen, and a page without its server, is left to the
  // browser.
  function follow(event) {
    const link = event.target.closest?.('.stHtml a[href]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey || !["", "_self"].includes(link.target) || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    if (!document.querySelector('[data-test-connection-state="CONNECTED"]')) return;
    event.preventDefault();
    followed = { href: link.getAttribute("href"), hash: link.hash, running: false };
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  // What was followed has come: its place on the screen is shown, and the keyboard is where it was.
  function arrive() {
    if (!followed) return;
    const running = document.querySelector('[data-test-script-state="running"]');
    if (running || !followed.running) {
      followed.running ||= Boolean(running);
      return;
    }
    const { href, hash } = followed;
    followed = null;
    const place = hash && document.querySelector(`.st-key-${hash.slice(1)}`);
    if (place) place.scrollIntoView();
    if (document.activeElement !== document.body) return;
    const again = [...document.querySelectorAll('.stHtml a[href]')].find((one) => one.getAttribute("href") === href);
    if (again) again.focus({ preventScroll: true });
  }

  function enterOpened() {
    const opened = document.querySelector('[data-testid="stPopoverBody"]');
    const active = document.activeElement;
    if (!opened || opened.dataset.entered || !active?.closest('[data-testid="stPopover"]')) return;
    const first = opened.querySelector(CONTROLS);
    if (!first) return;
    opened.dataset.entered = "yes";
    opener = active;
    first.focus({ preventScroll: true });
  }

  function leaveOpened(event) {
    const opened = document.activeElement?.closest('[data-testid="stPopoverBody"]');
    if (!opened || !opener?.isConnected) return;
    const all = [...opened.querySelectorAll(CONTROLS)];
    if (document.activeElement !== (event.shiftKey ? all[0] : all.at(-1))) return;
    event.preventDefault();
    opener.focus();
  }

  function mend() {
    waiting = false;
    frameWidePictures();
    followHeading();
    enterOpened();
    arrive();
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mend);
  }

  new MutationObserver(soon).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-test-script-state"],
  });
  addEventListener("resize", soon);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") leaveOpened(event);
    if (event.key === "Escape" && document.activeElement?.classList.contains("term")) document.activeElement.blur();
  });
  document.addEventListener("click", follow);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".full-screen")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
})();
