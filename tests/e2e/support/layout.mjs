// What axe does not measure: how large the targets are, and whether a narrow screen scrolls sideways.

/** The sizes promised on a phone, in CSS pixels. Links inside a sentence are excepted, as in WCAG 2.5.8. */
export const PHONE_TARGETS = { face: { width: 60, height: 64 }, main: { height: 64 }, other: { height: 48 } };

/** Half a pixel of rounding is nobody's finger. */
const TOLERANCE = 0.5;

/**
 * @typedef {object} Target
 * @property {string} what     its role and name
 * @property {'face'|'main'|'other'} kind
 * @property {number} width
 * @property {number} height
 *
 * @param {import('playwright-core').Page} page
 * @param {string} mainButton  the name of the button that the screen is for
 * @returns {Promise<Target[]>}
 */
export async function targets(page, mainButton) {
  return page.evaluate((main) => {
    const selector = 'button, a[href], input, select, textarea, summary, [role=button], [role=radio], [role=link]';
    /** @param {Element} element */
    const touched = (element) => {
      const label = element instanceof HTMLInputElement && /radio|checkbox/.test(element.type) && element.labels?.[0];
      return label || element;
    };
    /** @param {Element} element */
    const isInSentence = (element) => {
      const block = element.closest('p, li');
      return element.matches('a') && block && (block.textContent ?? '').trim() !== (element.textContent ?? '').trim();
    };
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) || touched(element) !== element)
      .filter((element) => !isInSentence(element))
      .map((element) => {
        const { width, height } = touched(element).getBoundingClientRect();
        const name = element.getAttribute('aria-label') ?? touched(element).textContent?.trim() ?? '';
        const inRow = element instanceof HTMLInputElement && element.type === 'radio' && ['1', '2', '3', '4', '5'].includes(element.value);
        /** @type {'face'|'main'|'other'} */
        const kind = inRow ? 'face' : element.matches('button') && name === main ? 'main' : 'other';
        return { what: `${element.localName} "${name}"`, kind, width, height };
      })
      .filter(({ width, height }) => width > 1 && height > 1);
  }, mainButton);
}

/**
 * @param {Target[]} found
 * @returns {string[]} those that are too small for a thumb
 */
export function tooSmall(found) {
  return found
    .filter(({ kind, width, height }) => {
      const least = { width: 0, ...PHONE_TARGETS[kind] };
      return width + TOLERANCE < least.width || height + TOLERANCE < least.height;
    })
    .map(({ what, kind, width, height }) => `${kind} ${what}: ${Math.round(width)}×${Math.round(height)}`);
}

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} what makes the page scroll sideways; empty when nothing does
 */
export async function sidewaysOverflow(page) {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} px wide on ${clientWidth}`, ...wide.slice(0, 5).map((e) => `${e.localName}.${e.getAttribute('class')}`)];
  });
}
