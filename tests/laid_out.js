// What stands where on a screen of Streamlit's, as boxes, and what is wrong with it; nothing hangs on how letters are
// smoothed. (limits) => {faults: [sentence], blocks: [[kind, name, left, width, beside what stands before it]]}
(limits) => {
  const main = document.querySelector('[data-testid="stMain"]');
  const PICTURE = '[data-testid="stPlotlyChart"]';
  const CONTROLS = 'a[href], button, input, textarea, summary, [role="combobox"]';
  const OF_STREAMLIT = {
    choice: ["stSelectbox", "stMultiSelect", "stRadio", "stButtonGroup"],
    tick: ["stCheckbox"],
    field: ["stTextInput", "stTextArea", "stNumberInput", "stDateInput"],
    file: ["stFileUploader"],
    button: ["stButton", "stFormSubmitButton", "stDownloadButton", "stPopover"],
    folded: ["stExpander"],
  };
  const KINDS = Object.entries({
    places: 'nav, [role="navigation"]',
    "heading 1": "h1",
    "heading 2": "h2",
    "heading 3": "h3",
    answer: ".answer",
    picture: PICTURE,
    table: ".sheet",
    ...Object.fromEntries(
      Object.entries(OF_STREAMLIT).map(([kind, ids]) => [kind, ids.map((id) => `[data-testid="${id}"]`).join()]),
    ),
  });
  const faults = [];
  const styles = new Map();

  function style(element) {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  }

  function around(element) {
    const found = [];
    for (let one = element; one && one !== document.body; one = one.parentElement) found.push(one);
    return found;
  }

  const all = (selector, within = main) => [...within.querySelectorAll(selector)];
  const words = (text) => (text ?? "").replace(/\s+/g, " ").trim().slice(0, 60);
  const said = (one) => words(one.getAttribute("aria-label") || one.textContent) || one.tagName.toLowerCase();
  const over = (element) => around(element).some((one) => /fixed|sticky/.test(style(one).position));
  const onlyHeard = (element) => around(element).some((one) => style(one).clipPath !== "none" && one.offsetWidth <= 1);
  const wide = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);

  function seen(element) {
    const box = element.getBoundingClientRect();
    const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return shown && box.width > 1 && box.height > 1 && !onlyHeard(element);
  }

  // What a reader sees of a box: less what the frames around it hide or let scroll away.
  function shownPart(box, element) {
    let { left, top, right, bottom } = box;
    for (const one of around(element)) {
      if (one === main) break;
      const frame = one.getBoundingClientRect();
      const { overflowX, overflowY } = style(one);
      if (overflowX !== "visible") [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return { left, top, right, bottom };
  }

  // The frame that takes something of a line away for good: hidden sideways or below, with no way to scroll to it.
  function cutBy(box, element) {
    for (const one of around(element)) {
      if (one === main || style(one).position === "fixed") return null;
      const [frame, { overflowX, overflowY }] = [one.getBoundingClientRect(), style(one)];
      if (/auto|scroll/.test(overflowX)) return box.left < frame.left - one.scrollLeft - 2 ? one : null;
      if (overflowX !== "visible" && (box.right > frame.right + 2 || box.left < frame.left - 2)) return one;
      if (/hidden|clip/.test(overflowY) && box.bottom > frame.bottom + (box.bottom - box.top) / 2) return one;
    }
    return null;
  }

  function linesOfText() {
    const found = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("svg, style, script, option") || !seen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
      found.push(...boxes.map((box) => ({ element, box, text: words(node.data) })));
    }
    return found;
  }

  function noteCutText(lines) {
    for (const { element, box, text } of lines) {
      if (element.closest('[data-baseweb="select"], [data-testid="stMultiSelect"]')) continue; // opens to show all
      const frame = cutBy(box, element);
      if (frame && style(frame).webkitLineClamp === "none") faults.push(`“${text}” is cut off by its frame`);
    }
  }

  function noteSideways() {
    const beyond = (each) => {
      const part = shownPart(each.getBoundingClientRect(), each);
      return part.right > part.left && part.right > main.clientWidth + 1;
    };
    const scrolls = [document.documentElement, main].some((one) => one.scrollWidth > one.clientWidth + 1);
    if (!scrolls) return;
    faults.push(`The screen scrolls sideways: “${said(all("*").findLast(beyond) ?? main)}” reaches beyond its edge`);
  }

  function noteOverlaps(lines) {
    const drawn = all(`${PICTURE}, img, canvas, ${CONTROLS}`).filter((one) => seen(one) && style(one).display !== "inline");
    const boxes = [
      ...lines.map(({ element, box, text }) => ({ element, text, ...shownPart(box, element) })),
      ...drawn.map((one) => ({ element: one, text: said(one), ...shownPart(one.getBoundingClientRect(), one) })),
    ].filter((one) => one.right - one.left > 1 && one.bottom - one.top > 1 && !over(one.element));
    boxes.sort((one, other) => one.top - other.top);
    boxes.forEach((one, place) => {
      for (let next = place + 1; next < boxes.length && boxes[next].top < one.bottom - 2; next++)
        if (onEachOther(one, boxes[next])) faults.push(`“${one.text}” and “${boxes[next].text}” lie on each other`);
    });
  }

  function onEachOther(one, other) {
    const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
    if (wide(one, other) <= 4 || high(one, other) <= Math.max(4, lower * 0.3)) return false;
    if (one.element.contains(other.element) || other.element.contains(one.element)) return false;
    const widget = one.element.closest('[data-baseweb], [data-testid="stExpander"], button, label');
    return !widget?.contains(other.element);
  }

  function noteGaps(lines) {
    const drawn = all(`img, canvas, ${PICTURE}, ${CONTROLS}`).filter(seen);
    const found = [...lines, ...drawn.map((one) => ({ element: one, box: one.getBoundingClientRect() }))];
    const boxes = found.filter(({ element }) => !over(element)).map(({ box, element }) => shownPart(box, element));
    let end = main.getBoundingClientRect().top;
    for (const box of boxes.filter((one) => one.bottom > one.top).sort((one, other) => one.top - other.top)) {
      const empty = Math.round(box.top - end);
      if (empty > limits.gap) faults.push(`${empty} px stand empty, ${Math.round(end)} px below the top`);
      end = Math.max(end, box.bottom);
    }
  }

  function noteHeadings() {
    const headings = all("h1, h2, h3, h4, h5, h6").filter(seen);
    let before = 0;
    for (const one of headings) {
      const level = Number(one.tagName[1]);
      if (level > before + 1) faults.push(`The heading “${said(one)}” skips a level`);
      before = level;
    }
    const first = headings.filter((one) => one.tagName === "H1");
    if (first.length !== 1) faults.push("There is not one heading of the first level");
  }

  function notePictures() {
    for (const one of all(PICTURE).filter((each) => each.checkVisibility())) {
      const [name, frame] = [nameOf(one, "picture"), one.getBoundingClientRect()];
      const drawing = one.querySelector(".main-svg")?.getBoundingClientRect();
      if (!drawing || drawing.width < 200 || drawing.height < 80) faults.push(`The picture “${name}” has no size`);
      else if (drawing.right > frame.right + 2 || drawing.bottom > frame.bottom + 2)
        faults.push(`The picture “${name}” is larger than its frame`);
      else noteWordsIn(one, name, drawing);
    }
  }

  function noteWordsIn(picture, name, drawing) {
    const written = [];
    for (const text of all(".main-svg text", picture)) {
      const [part, label] = [text.getBoundingClientRect(), words(text.textContent)];
      if (!part.width || !text.checkVisibility({ opacityProperty: true })) continue;
      const [left, right] = [drawing.left - part.left, part.right - drawing.right];
      const [above, below] = [drawing.top - part.top, part.bottom - drawing.bottom];
      if (Math.max(left, right, above, below) > 3) faults.push(`“${label}” in the picture “${name}” is cut off`);
      const under = written.find((other) => Math.min(wide(part, other.part), high(part, other.part)) > 3);
      if (under) faults.push(`“${under.label}” and “${label}” in the picture “${name}” lie on each other`);
      written.push({ part, label });
    }
  }

  function noteCovered() {
    const frames = [main, ...all(".sheet, .toc-frame")].map((one) => [one, one.scrollLeft, one.scrollTop]);
    for (const one of all(CONTROLS).filter((each) => seen(each) && !each.disabled)) {
      one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const box = one.getClientRects()[0];
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (hit && isOf(hit, one)) continue;
      const found = !hit ? "it is out of reach" : `${hit.contains(one) ? "something" : `“${said(hit)}”`} lies over it`;
      faults.push(`“${said(one)}” cannot be pressed: ${found}`);
    }
    for (const [one, left, top] of frames) one.scrollTo({ left, top, behavior: "instant" });
  }

  // Whether what was hit is the control, or a part of the same widget that is no other control.
  function isOf(hit, control) {
    if (control.contains(hit)) return true;
    const widget = control.closest('[data-testid="stElementContainer"]');
    return widget !== null && widget.contains(hit) && (hit.contains(control) || !hit.closest(CONTROLS));
  }

  function blocks() {
    let before = null;
    return all(KINDS.map(([, selector]) => selector).join())
      .filter(seen)
      .map((one) => {
        const box = one.getBoundingClientRect();
        const [kind] = KINDS.find(([, selector]) => one.matches(selector));
        const level = before !== null && high(box, before) > Math.min(box.height, before.height) / 2;
        const beside = level && box.left >= before.right - 4;
        before = box;
        return [kind, nameOf(one, kind), Math.round(box.left), Math.round(box.width), beside];
      });
  }

  function nameOf(one, kind) {
    const named = kind === "picture" ? "[aria-label]" : "label, summary p, button";
    return said(one.hasAttribute("aria-label") ? one : (one.querySelector(named) ?? one));
  }

  // How many stand side by side in a grid of our own or in the bar, which have no headings to tell it.
  function columns() {
    return all('[data-testid="stHtml"] *')
      .filter((one) => (style(one).display === "grid" || one.tagName === "NAV") && one.clientWidth > 300 && seen(one))
      .flatMap((one) => {
        const boxes = [...one.children].filter(seen).map((each) => each.getBoundingClientRect());
        if (boxes.length < 2) return [];
        const first = boxes.filter((box) => box.top < boxes[0].bottom - 2);
        const count = new Set(first.map((box) => Math.round(box.left))).size;
        const box = one.getBoundingClientRect();
        const name = `${count} of ${words(one.className) || words(one.parentElement.className)}`;
        return [["columns", name, Math.round(box.left), Math.round(box.width), false]];
      });
  }

  main.scrollTo({ top: 0, left: 0, behavior: "instant" });
  const lines = linesOfText();
  noteSideways();
  noteCutText(lines);
  noteOverlaps(lines);
  noteGaps(lines);
  noteHeadings();
  notePictures();
  const found = [...blocks(), ...columns()];
  noteCovered();
  return { faults: [...new Set(faults)], blocks: found };
}
