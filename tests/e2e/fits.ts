import { expect, type Page } from '@playwright/test';

/** Nothing of the window is outside of it, and no button's words are cut off. */
export async function expectFits(page: Page, what: string): Promise<void> {
  const cut = await page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
    if (root.scrollHeight > root.clientHeight)
      found.push(`the page is ${root.scrollHeight - root.clientHeight} px too high`);
    for (const element of document.querySelectorAll<HTMLElement>('button, h1, h2, label, .totals-amount')) {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const clips = overflowX !== 'visible' || textOverflow === 'ellipsis';
      if (element.offsetParent !== null && clips && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${element.tagName} "${element.innerText.slice(0, 40)}" is cut`);
      }
    }
    return found;
  });
  expect(cut.map((each) => `${what}: ${each}`)).toEqual([]);
}
