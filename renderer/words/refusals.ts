import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { formatBani, formatPoints, formatQuantity } from '../../domain/amount/text.ts';
import { civilDate, isCivilDate } from '../../domain/calendar/civil.ts';
import { PROOFS } from '../../domain/programme/programme.ts';
import type { Refusal, RefusalCode } from '../../domain/refusal/refusal.ts';
import { TRANSLATIONS } from '../../resources/translations/translations.ts';
import type { Words } from './words.ts';

/** What a refusal's number means, so that it is shown as people read it. Whatever stands not here is shown as it is. */
type Meaning = 'proofs' | 'bani' | 'points' | 'thousandths' | 'moment' | 'day' | 'rate';
const MEANINGS: Partial<Readonly<Record<RefusalCode, Readonly<Record<string, Meaning>>>>> = {
  'amount.tooLarge': { most: 'bani' },
  'quantity.tooLarge': { most: 'thousandths' },
  'vat.unknownRate': { rate: 'rate' },
  'sale.changed': { expected: 'bani', now: 'bani' },
  'tender.short': { missing: 'bani' },
  'tender.tooMuch': { over: 'bani' },
  'redeem.aboveBalance': { available: 'points' },
  'redeem.aboveSale': { most: 'points' },
  'redeem.belowMinimum': { least: 'points' },
  'redeem.offlineLimit': { most: 'points' },
  'offer.expired': { until: 'day' },
  'proof.needed': { by: 'proofs' },
  'offer.notYet': { from: 'day' },
  'reward.tooFewPoints': { available: 'points' },
  'transfer.limit': { most: 'points' },
  'return.askManager': { points: 'points' },
  'void.pointsSpent': { points: 'points' },
  'giftCard.tooLittle': { available: 'bani' },
  'giftCard.expired': { until: 'day' },
  'return.aboveSold': { left: 'thousandths' },
  'shift.clockBehind': { last: 'moment', now: 'moment' },
  'shift.dayOff': { day: 'day', today: 'day' },
  'day.closedAlready': { day: 'day' },
  'day.future': { day: 'day' },
  'day.paperLater': { day: 'day' },
};

/** A refusal in words: what happened, what was kept, what to do. */
export function refusalText(words: Words, refusal: Refusal): string {
  const meanings = MEANINGS[refusal.code] ?? {};
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(refusal.params)) values[name] = shown(words, meanings[name], value);
  const key = `refusal.${refusal.code}` as const;
  try {
    // The code decides which values there are, and domain wrote them: the types cannot follow that far.
    return words.say(key, ...([values] as never));
  } catch {
    // A value that the message needs was not given: an honest sentence without values beats a broken screen.
    return TRANSLATIONS[words.language][key].replace(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, '…');
  }
}

/** The technical part of a refusal, for the installer; null: there is none. */
export function refusalDetails(refusal: Refusal): string | null {
  const detail = refusal.params['detail'] ?? refusal.params['path'];
  return refusal.code === 'till.broken' || refusal.code === 'request.invalid' || refusal.code === 'disk.full'
    ? [refusal.code, detail].filter((part) => part !== undefined && part !== '').join(': ')
    : null;
}

function shown(words: Words, meaning: Meaning | undefined, value: string | number): string | number {
  if (meaning === undefined) return value;
  if (meaning === 'day') return typeof value === 'string' && isCivilDate(value) ? words.day(civilDate(value)) : value;
  if (meaning === 'proofs') return proofsText(words, String(value));
  const number = Number(value);
  if (!Number.isSafeInteger(number)) return value;
  if (meaning === 'bani') return formatBani(bani(number));
  if (meaning === 'points') return formatPoints(points(number));
  if (meaning === 'thousandths') return quantityText(number);
  if (meaning === 'rate') return rateText(number);
  return words.moment(number);
}

/** Proofs by name: "the card or PIN". What this version has no word for is shown as it came. */
function proofsText(words: Words, by: string): string {
  const names = by.split(',').map((name) => {
    const proof = PROOFS.find((one) => one === name);
    return proof === undefined ? name : words.say(`proofs.${proof}`);
  });
  return new Intl.ListFormat(words.language, { type: 'disjunction' }).format(names);
}

/** A quantity whose unit is not known: whole numbers without decimals. */
function quantityText(value: number): string {
  return formatQuantity(thousandths(value), value % 1000 === 0 ? 'piece' : 'kg');
}

/** A VAT rate as it is said: `20`, `8`, `12,5`. */
export function rateText(rate: number): string {
  return formatBani(bani(rate)).replace(/,00$|(?<=,\d)0$/, '');
}
