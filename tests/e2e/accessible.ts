import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

declare global {
  interface Window {
    /** Once its source was evaluated in the page. */
    readonly axe: typeof axe;
  }
}

/** WCAG 2.1, levels A and AA. */
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * No rule of WCAG 2.1 A or AA is broken by what stands on the screen. The rules are put into the page once and only what
 * breaks them is told: the window has no frames, and the usual way (another page for each look) takes four times as long.
 */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const broken = await page.evaluate(async (levels) => {
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values: levels },
      resultTypes: ['violations'],
    });
    return violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`);
  }, LEVELS);
  expect(broken, what).toEqual([]);
}
