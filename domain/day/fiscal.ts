/**
 * The one form in which fiscal numbers are compared: letters and digits only, capitals, without leading zeros. A register prints `000481`,
 * its file says `481` (a spreadsheet has eaten the zeros), ` 000 481`, `№ 481` or `'000481`, a cashier types `481`: all are 481. Zeros after
 * a letter stay (`A0481`): a spreadsheet leaves those. Null: there is nothing to compare by.
 */
export function normalFiscal(text: string): string | null {
  const marks = PLAIN.test(text) ? text : text.replaceAll('№', '').normalize('NFKC').replace(BESIDE, '');
  const normal = marks.toUpperCase().replace(/^0+(?=[\p{L}\d])/u, '');
  return normal === '' ? null : normal;
}

const PLAIN = /^[A-Za-z\d]+$/;
const BESIDE = /^\s*(?:No|Nr)\.?\s*(?=\d)|[^\p{L}\p{N}]+/giu;

/** Normal forms in the order of their numbers: 9 before 10. */
export function compareFiscal(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
