import { type Refusal, refuse } from '../refusal/refusal.ts';
import { readReceiptNumber } from './receiptNumber.ts';

/** What a scanned or typed code means. */
export type CodeMeaning =
  | { readonly kind: 'card'; readonly code: string }
  | { readonly kind: 'product'; readonly ean: string }
  | {
      readonly kind: 'weighed';
      /** The digits of the label's product code, zeros in front included. */
      readonly sku: string;
      readonly value: number;
      readonly unit: 'grams' | 'bani';
    }
  | { readonly kind: 'receipt'; readonly number: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** How the chain's own codes are laid out (contract/sync/states chainState). */
export interface CodeRules {
  /** What a member's card begins with; tried before everything else, so a card is never taken for a product. */
  readonly cardPrefixes: readonly string[];
  /** In-store EAN-13 of weighed goods: prefix, digits of the product, digits of the value, check digit. */
  readonly weighed: readonly {
    readonly prefix: string;
    readonly skuDigits: number;
    readonly value: 'grams' | 'bani';
  }[];
}

const AIM = /^\][A-Za-z][0-9A-Za-z]/;
/** FNC1 as scanners send it. */
const GROUP_SEPARATOR = '\u001D';
const QR_CARD = /^LOIAL:/i;
const CARD_CODE = /^[\x21-\x7e]{4,64}$/;
const RECEIPT = /^R\d{13,17}$/i;
/** GS1 application identifier 01: a GTIN in 14 digits. */
const GTIN = /^01(\d{14})/;

/** Whether digits end in their GS1 check digit (GS1 General Specifications 7.9): weights 3, 1 from the right. */
export function checkDigitHolds(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  return gs1CheckDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

/** The GS1 check digit of the digits before it. */
export function gs1CheckDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

/** A code without what scanners put around it: AIM identifier, GS1 separators, spaces. */
export function bareCode(text: string): string {
  return text.trim().replace(AIM, '').replaceAll(GROUP_SEPARATOR, '').trim();
}

/**
 * Decides what a code means. AIM identifiers (`]E0`), GS1 separators and spaces around are taken off; cards come
 * first, then receipts, weighed goods, products. Nothing is looked up: whether the card or product exists is the
 * database's to say.
 */
export function readCode(text: string, rules: CodeRules): CodeMeaning {
  const bare = text.trim();
  const gs1 = /^\](?:C1|e0|d2|Q3)/.test(bare);
  const code = bareCode(text);
  const gtin = gs1 ? GTIN.exec(code)?.[1] : undefined;
  if (gtin !== undefined) return product(gtin, code);

  const card = readCard(code, rules.cardPrefixes);
  if (card !== null) return card;
  if (RECEIPT.test(code)) {
    const read = readReceiptNumber(code);
    return read.ok ? { kind: 'receipt', number: read.value.number } : { kind: 'refused', refusal: read.refusal };
  }
  return /^\d+$/.test(code) ? (readWeighed(code, rules.weighed) ?? product(code, code)) : unknown(code);
}

function unknown(code: string): CodeMeaning {
  return { kind: 'refused', refusal: refuse('code.unknown', { code: shown(code) }) };
}

function wrongDigit(code: string): CodeMeaning {
  return { kind: 'refused', refusal: refuse('code.checkDigit', { code: shown(code) }) };
}

/** A code as words can show it: what a scanner may send has no bounds. */
function shown(code: string): string {
  return code.length > 40 ? `${code.slice(0, 40)}…` : code;
}

function readCard(code: string, prefixes: readonly string[]): CodeMeaning | null {
  const inQr = QR_CARD.test(code);
  const own = inQr ? code.replace(QR_CARD, '') : code;
  const hasPrefix = prefixes.some((prefix) => prefix !== '' && own.startsWith(prefix));
  if (!inQr && !hasPrefix) return null;
  if (/^\d+$/.test(own)) {
    if (own.length === 13) return checkDigitHolds(own) ? { kind: 'card', code: own } : wrongDigit(own);
    // Digits of another length that only begin like a card are a product's, unless they say that they are a card.
    if (!inQr) return null;
  }
  return CARD_CODE.test(own) ? { kind: 'card', code: own } : unknown(code);
}

function readWeighed(code: string, layouts: CodeRules['weighed']): CodeMeaning | null {
  if (code.length !== 13) return null;
  const layout = layouts.find(({ prefix }) => code.startsWith(prefix));
  if (layout === undefined) return null;
  if (!checkDigitHolds(code)) return wrongDigit(code);
  const valueAt = layout.prefix.length + layout.skuDigits;
  const value = Number(code.slice(valueAt, 12));
  if (valueAt >= 12 || value === 0) return { kind: 'refused', refusal: refuse('code.weighedNoPrice', { code }) };
  return { kind: 'weighed', sku: code.slice(layout.prefix.length, valueAt), value, unit: layout.value };
}

/** Digits that name a product: GTINs with their check digit, or 4 to 7 digits of the shop's own. */
function product(digits: string, code: string): CodeMeaning {
  const { length } = digits;
  if (length >= 4 && length <= 7) return { kind: 'product', ean: digits };
  if (length !== 8 && (length < 12 || length > 14)) return unknown(code);
  return checkDigitHolds(digits) ? { kind: 'product', ean: thirteen(digits) } : wrongDigit(code);
}

/** UPC-A, and a GTIN-14 that only pads, as the EAN-13 they are; others as they stand. */
function thirteen(digits: string): string {
  if (digits.length === 12) return `0${digits}`;
  return digits.length === 14 && digits.startsWith('0') ? digits.slice(1) : digits;
}
