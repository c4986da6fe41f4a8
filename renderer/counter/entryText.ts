/** What stands in the sale's entry field, as far as the window must know to ask the till the right thing. */
export type EntryText =
  | { readonly kind: 'nothing' }
  /** `3*` alone: so many of the line last touched, or of what is scanned next. */
  | { readonly kind: 'quantity'; readonly quantity: string }
  | { readonly kind: 'amount'; readonly text: string }
  | { readonly kind: 'name'; readonly quantity: string | null; readonly name: string }
  /** A code, whatever it means: the till decides. */
  | { readonly kind: 'code'; readonly text: string };

/** A quantity and the mark after it; × may be typed as a star or as the letter x of either alphabet. */
const MULTIPLIED = /^(\d[\d\s.,]*?)\s*[*x×х]\s*(.*)$/isu;
/** Up to six digits of lei: more digits are a code (the shortest barcode has eight). */
const AMOUNT = /^\d{1,6}([.,]\d*)?$/u;
/** A receipt's number begins with a letter and is a code all the same. */
const RECEIPT = /^R\d{6,}$/i;
/** Capitals and digits together, as coupons are written: no product is called so. */
const COUPON = /^(?=.*\d)(?=.*\p{Lu})[\p{Lu}\d-]{4,}$/u;

/** Reads the entry field. What is typed is passed on as typed; only the star is made one. */
export function readEntry(typed: string): EntryText {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  const found = MULTIPLIED.exec(text);
  const quantity = found?.[1] ?? null;
  const rest = found?.[2]?.trim() ?? text;
  if (quantity !== null && rest === '') return { kind: 'quantity', quantity };
  const whole = quantity === null ? rest : `${quantity}*${rest}`;
  if (AMOUNT.test(rest)) return { kind: 'amount', text: whole };
  if (/\p{L}.*\p{L}/u.test(rest) && !RECEIPT.test(rest) && !COUPON.test(rest))
    return { kind: 'name', quantity, name: rest };
  return { kind: 'code', text: whole };
}
