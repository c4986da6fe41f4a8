import { points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { StaffId, TillId } from '../identity/ids.ts';
import type { DayAccount, TillAccount } from './account.ts';
import { type Check, mustBeExplained } from './checks.ts';
import { cashOf } from './gather.ts';
import type { DayClosed, SignedDifference, SignedTill, Without } from './recorded.ts';
import { addedSums, netPoints } from './sums.ts';

/** What was said of a close so far, by key of the difference, and by till. */
export interface Said {
  readonly explained: ReadonlyMap<string, NonNullable<SignedDifference['explained']>>;
  readonly without: ReadonlyMap<TillId, Without>;
  /** What was given of the register's Z waits for a word: an amount in it cannot be read, or its file seems to be of another day. */
  readonly isRegisterOpen: boolean;
}

/** What must be done before the day can be signed; empty: it can. */
export interface Hindrance {
  readonly code: 'explain' | 'without' | 'register' | 'nothing';
  /** The difference or till that it is about; empty: the whole day, or what was given of the register's Z. */
  readonly key: string;
}

/**
 * What keeps a day from being signed. What was given of the register's Z is settled; each difference but the looks is explained; for each
 * till that is not closed it is said why.
 */
export function hindrances(account: DayAccount, checks: readonly Check[], said: Said): readonly Hindrance[] {
  const open = checks
    .filter(({ check }) => mustBeExplained(check))
    .flatMap(({ differences }) => differences)
    .filter(({ key, code }) => !settledBy(code) && !said.explained.has(key));
  const waiting = account.tills.filter((till) => isWaiting(till) && !said.without.has(till.till));
  const nothing = account.tills.every(({ records }) => records === 0);
  return [
    ...(nothing ? [{ code: 'nothing', key: '' } as const] : []),
    ...(said.isRegisterOpen ? [{ code: 'register', key: '' } as const] : []),
    ...open.map(({ key }) => ({ code: 'explain', key }) as const),
    ...waiting.map(({ till }) => ({ code: 'without', key: till }) as const),
  ];
}

/** A till that is not heard, or whose shift is open, is settled by the word on the till itself. */
function settledBy(code: string): boolean {
  return code === 'notHeard' || code === 'shiftOpen';
}

function isWaiting({ state }: TillAccount): boolean {
  return state === 'open' || state === 'silent';
}

/** The record that closes the day, from what was drawn up and said. Throws BrokenTruth where something still hinders it. */
export function dayClosed(account: DayAccount, checks: readonly Check[], said: Said, signedBy: StaffId): DayClosed {
  assert(hindrances(account, checks, said).length === 0, 'a day is signed once everything is explained');
  const { day, number, previous, by, asOf, tills, points: moved } = account;
  assert(previous === null || (previous.number === number - 1 && previous.day < day), 'a day follows the day before');
  return {
    kind: 'dayClosed',
    day,
    number,
    previous,
    by,
    asOf,
    tills: tills.map((till) => signedTill(till, said)),
    sums: addedSums(tills.map(({ sums }) => sums)),
    points: moved.closing === null ? { ...moved, closing: points(moved.opening + netPoints(moved.moved)) } : moved,
    cash: cashOf(tills),
    checks: checks.map(({ check, state, figure, differences }) => ({
      check,
      state,
      figure,
      differences: differences.map(({ key, code, params, amount, at }) => ({
        key,
        code,
        params,
        amount,
        at,
        explained: said.explained.get(key) ?? null,
      })),
    })),
    signedBy,
    entries: [],
  };
}

/** What of a till is of days before, as a close names it. */
export function signedLate({ late }: Pick<TillAccount, 'late'>): SignedTill['late'] {
  return late.map(({ day, records, sums }) => ({ day, records, total: sums.total, points: netPoints(sums.points) }));
}

function signedTill(account: TillAccount, said: Said): SignedTill {
  const { till, number, state, by, ranges, shifts } = account;
  return {
    till,
    number,
    state,
    by,
    ranges,
    shifts,
    without: said.without.get(till) ?? null,
    late: signedLate(account),
  };
}
