import type { Locator, Page } from '@playwright/test';
import decodeQR from 'qr/decode.js';

/** How long a busy machine may take to find the code, ms. */
const LONGEST_MS = 2000;

/**
 * What a reader of QR codes reads off the pixels of what is shown. It is another hand's work than what draws the code: what both of ours
 * would take for right, paper and the shop's scanner would not.
 */
export async function readOff(code: Locator): Promise<string> {
  const png = (await code.screenshot()).toString('base64');
  const { width, height, pixels } = await code.page().evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser draws nothing.');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    return { width: picture.width, height: picture.height, pixels: [...data] };
  }, png);
  return decodeQR({ width, height, data: Uint8Array.from(pixels) }, { timeLimit: LONGEST_MS });
}

/** The same off the paper that the form of a Z, which stands open, prints by its key, as wide as on the roll. */
export async function readOffPaper(page: Page): Promise<string> {
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.keyboard.press('Control+p');
  await page.emulateMedia({ media: 'print' });
  const read = await readOff(page.locator('.z-paper .z-code'));
  await page.emulateMedia({ media: null });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  return read;
}
