// The texts of a screen as its reader meets them, each once and without the notes that open over them.
() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const TEXTS = "p, li, dd, dt, td, th, caption, h1, h2, h3, summary, label, pre, .said, .quiet, .answer";
  const read = (one) => {
    const copy = one.cloneNode(true);
    for (const note of copy.querySelectorAll(".note")) note.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.querySelector(TEXTS);
  const texts = [...main.querySelectorAll(TEXTS)].filter((one) => seen(one) && !one.closest("nav"));
  return [...new Set(texts.map(read))].filter(Boolean);
}
