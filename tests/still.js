// Waits until a screen stands still: letters loaded, pictures drawn, and every box where it was three looks ago.
async () => {
  const main = document.querySelector('[data-testid="stMain"]');
  const PARTS = '[data-testid="stElementContainer"], .main-svg, h1, h2, h3';

  function looked() {
    const pictures = [...main.querySelectorAll('[data-testid="stPlotlyChart"]')];
    const coming = main.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
    if (coming || pictures.some((one) => !one.querySelector(".main-svg"))) return null;
    return JSON.stringify([...main.querySelectorAll(PARTS)].map((one) => one.getBoundingClientRect()));
  }

  await document.fonts.ready;
  let [before, same] = [null, 0];
  for (let looks = 0; looks < 400 && same < 3; looks++) {
    await new Promise((told) => setTimeout(told, 60));
    const now = looked();
    same = now !== null && now === before ? same + 1 : 0;
    before = now;
  }
  return same === 3;
}
