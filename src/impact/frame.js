// What Streamlit's page does not say by itself to the ear and the keyboard: which links are the navigation and which
// of them is open, and that another screen has come (its heading takes the focus). Escape closes a glossary note; the
// button of a meeting fills the screen. What a button opens over the page is entered by the keyboard and left to it.
(() => {
  "use strict";
  const NAVIGATION = { places: "Places", pages: "Screens of this place" };
  const CONTROLS = 'button:not([disabled]), a[href], input, textarea, [tabindex="0"]';
  let address = location.pathname;
  let heading = "";
  let waiting = false;
  let opener = null;

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function nameNavigation() {
    for (const [key, name] of Object.entries(NAVIGATION)) {
      const bar = document.querySelector(`.st-key-${key}`);
      if (!bar) continue;
      set(bar, "role", "navigation");
      set(bar, "aria-label", name);
      for (const link of bar.querySelectorAll("a")) {
        if (link.closest('[class*="_open_"]')) set(link, "aria-current", key === "pages" ? "page" : "true");
        else link.removeAttribute("aria-current");
      }
    }
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
    nameNavigation();
    frameWidePictures();
    followHeading();
    enterOpened();
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mend);
  }

  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("resize", soon);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") leaveOpened(event);
    if (event.key === "Escape" && document.activeElement?.classList.contains("term")) document.activeElement.blur();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".full-screen")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
})();
