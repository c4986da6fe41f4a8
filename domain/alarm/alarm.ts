import { assert } from '../assert.ts';

/**
 * What is put before a manager: never a reason to refuse what happened at a counter (truth 9). One line a kind says who hears of it and
 * what its detail leads to; its words are `alarm.<kind>.title`, `.what`, `.kept` and `.todo` (resources/translations). A kind added here
 * without words in three languages does not build.
 */
export interface AlarmRule {
  /**
   * Who hears of it. `stores`: the store of the till that raised it, and those whose tills wrote the records that it names. `chain`: every
   * store, since it comes up wherever the person comes.
   */
  readonly scope: 'stores' | 'chain';
  /** Fields of its detail that name a member: a door to their history. */
  readonly members: readonly string[];
  /** Fields of its detail that name records: doors to receipts. */
  readonly records: readonly string[];
}

const of = (records: readonly string[], members: readonly string[] = []): AlarmRule => ({
  scope: 'stores',
  members,
  records,
});

export const ALARMS = {
  /** Records that do not continue what is held: a cloned disk, a restored backup. */
  fork: of([]),
  /** A new life that names an end of the one before which is not what is held. */
  previousDiffers: of([]),
  /** Two lives of a till with one ordinal: their receipts' numbers may meet. */
  ordinalTwice: of([]),
  /** A record of a known kind whose content cannot be read. */
  unreadable: of(['record']),
  /** Text beside a record that is not the one its digest names; it was not used. */
  besideDiffers: of(['record']),
  /** A card's code that leads to two members; the first keeps it. */
  cardTwoMembers: { scope: 'chain', members: ['member'], records: [] },
  /** A gift card's code that was given to two cards; the first keeps it. */
  giftCodeTwice: { scope: 'chain', members: [], records: [] },
  /** A gift card or e-wallet that two tills spent apart. */
  giftCardBelowZero: of(['record']),
  /** Tills that did not know of each other merged the same people: more are one person than anybody was asked about. */
  mergedApart: { scope: 'chain', members: ['member', 'alias'], records: [] },
  /** A merge of somebody who is erased with somebody who is not: their cards work with the points of both. */
  mergedErased: { scope: 'chain', members: ['member', 'alias'], records: [] },
  /** A merge was taken back, and by another one the two are one person still. */
  unmergedStillOne: { scope: 'chain', members: ['member', 'alias'], records: [] },
  /** An id that another till has used. */
  idTwice: of(['record']),
  /** More came back of a receipt than was sold. */
  returnedTwice: of(['sale', 'return']),
  /** The points of one receipt were claimed more than once. */
  claimedTwice: of(['sale', 'claim', 'other']),
  /** A bonus for one friend's first purchase was given more than once. */
  bonusTwice: of(['sale', 'other'], ['member']),
  /** A birthday, or the anniversary of joining, was given more than once for one year. */
  occasionTwice: of(['record', 'other'], ['member']),
  /** Two sales of one member were both given what only a first purchase gets. */
  firstTwice: of(['sale', 'other'], ['member']),
  /** Points that two tills let a member spend apart: the balance is below zero. */
  overdraft: of(['record', 'other'], ['member']),
  /** Figures of a record that the same rules do not give again. */
  disagreement: of(['record']),
  /** A till was retired: what it wrote after its last known number is lost, as far as anybody knows. */
  tillRetired: of([]),
  /** A retired till asks for the centre again: it may have what was given up. */
  retiredTillBack: of([]),
  /** Two closes of one number, or of one day, of a store: two tills signed, or a disk was cloned. The first holds. */
  dayTwice: of(['record', 'other']),
} as const satisfies Readonly<Record<string, AlarmRule>>;

export type AlarmKind = keyof typeof ALARMS;

export const ALARM_KINDS = Object.keys(ALARMS) as readonly AlarmKind[]; // a const object's keys are what its type says

/** Whether this version knows a kind; one from the future is shown without its words. */
export function isAlarmKind(kind: string): kind is AlarmKind {
  return Object.hasOwn(ALARMS, kind);
}

/** The rule of a kind, also of one from the future, which leads nowhere. */
export function alarmRule(kind: string): AlarmRule {
  return isAlarmKind(kind) ? ALARMS[kind] : { scope: 'stores', members: [], records: [] };
}

/** Names an alarm by what it is about, so that a centre restored from a backup gives it the same name again: 32 hex digits. */
export type AlarmId = string & { readonly id: 'alarm' };

const ID = /^[0-9a-f]{32}$/;

export const isAlarmId = (text: string): boolean => ID.test(text);

/** Brands the text of an alarm's id. */
export function alarmId(text: string): AlarmId {
  assert(isAlarmId(text), `not an alarm: ${text}`);
  return text as AlarmId;
}

/** Numbers, ids and words of our own; no personal data, no code that is money or leads to a person. */
export type AlarmDetail = Readonly<Record<string, string | number | boolean | null>>;
