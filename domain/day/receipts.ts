import { type Bani, bani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import { MOST_BEHIND } from './account.ts';
import type { Difference } from './difference.ts';
import { compareFiscal, normalFiscal } from './fiscal.ts';
import type { OurReceipt, RegisterReceipt } from './register.ts';

/** The receipts of both sides that carry one number. */
interface Numbered {
  readonly ours: OurReceipt[];
  readonly theirs: RegisterReceipt[];
}

/** So many differences of one kind are told one by one: a signed record stays bounded, whatever file was compared. */
export const MOST_OF_A_KIND = 50;

const KINDS = ['receiptMissing', 'receiptExtra', 'receiptAmount', 'receiptTwice'] as const;
type Kind = (typeof KINDS)[number];
type OfReceipt = Difference & {
  readonly code: Kind;
  readonly params: { readonly fiscal: string };
  readonly amount: { readonly unit: 'bani'; readonly by: Bani };
};

/**
 * What differs between our receipts and the register's (`everyReceiptDifference`), of each kind the first by number one by one, and all that
 * are left as one that names how many they are and what they come to: the sum of all amounts stays the same.
 */
export function receiptDifferences(
  ours: readonly OurReceipt[],
  theirs: readonly RegisterReceipt[],
): readonly Difference[] {
  const every = everyReceiptDifference(ours, theirs);
  const of = (kind: Kind): readonly OfReceipt[] => every.filter(({ code }) => code === kind);
  // One alone would be no shorter as the rest.
  const rests = KINDS.map(of).flatMap((all) => (all.length > MOST_OF_A_KIND + 1 ? [all.slice(MOST_OF_A_KIND)] : []));
  const inRest = new Set(rests.flat());
  return [...every.filter((one) => !inRest.has(one)), ...rests.map(together)];
}

/** Several differences of one kind as one. Its key says nothing of what is in it: it is the rest, whatever is. */
function together(rest: readonly OfReceipt[]): Difference {
  const [first] = rest;
  assert(first !== undefined, 'a rest is never empty');
  const behind = rest.flatMap((one) => one.behind);
  return {
    key: `${first.code}:more`,
    code: `${first.code}More`,
    params: { many: rest.length, first: first.params.fiscal, last: rest.at(-1)?.params.fiscal ?? '' },
    amount: { unit: 'bani', by: bani(rest.reduce((sum, { amount }) => sum + amount.by, 0)) },
    at: null,
    behind: behind.slice(0, MOST_BEHIND),
    many: rest.reduce((sum, one) => sum + one.many, 0),
  };
}

/**
 * Our receipts against the register's, by fiscal number in its normal form (`normalFiscal`): missing on either side, differing amounts, and
 * what the register has more often than we do. Of one number, equal amounts belong together first, whatever stands twice; so the
 * differences' amounts come to exactly what all our numbered receipts are above the register's. A receipt of ours whose fiscal number
 * nobody noted is on neither side: it has nothing to be found by, and the totals tell of it. The same whatever order either side is in.
 * Linear in the receipts.
 */
export function everyReceiptDifference(
  ours: readonly OurReceipt[],
  theirs: readonly RegisterReceipt[],
): readonly OfReceipt[] {
  const all = new Map<string, Numbered>();
  const of = (fiscal: string): Numbered => {
    const known = all.get(fiscal);
    if (known !== undefined) return known;
    const made: Numbered = { ours: [], theirs: [] };
    all.set(fiscal, made);
    return made;
  };
  for (const one of ours) {
    const fiscal = one.fiscal === null ? null : normalFiscal(one.fiscal);
    if (fiscal !== null) of(fiscal).ours.push(one);
  }
  // What the register's file names by nothing that can be compared is missing here under what it says.
  for (const one of theirs) of(normalFiscal(one.fiscal) ?? one.fiscal).theirs.push(one);
  const differing = [...all].filter(([, numbered]) => !agrees(numbered));
  return differing
    .sort(([a], [b]) => compareFiscal(a, b))
    .flatMap(([fiscal, numbered]) => differencesOf(fiscal, numbered));
}

/** The usual case: one on each side, of one amount. */
function agrees({ ours, theirs }: Numbered): boolean {
  return ours.length === 1 && theirs.length === 1 && ours[0]?.total === theirs[0]?.total;
}

function differencesOf(fiscal: string, { ours, theirs }: Numbered): readonly OfReceipt[] {
  const { left, right } = withoutEqual(ours, theirs);
  const own = ours.toSorted((a, b) => (a.record < b.record ? -1 : 1));
  const paired = Math.min(left.length, right.length);
  const differences: OfReceipt[] = [];
  for (const [i, mine] of left.entries()) {
    const other = right[i];
    if (other === undefined) {
      const params = { fiscal, number: mine.number ?? '', ours: mine.total };
      const amount = { unit: 'bani', by: mine.total } as const;
      const key = `receiptExtra:${mine.record}`;
      differences.push({ key, code: 'receiptExtra', params, amount, at: mine.at, behind: [mine], many: 1 });
      continue;
    }
    const amount = { unit: 'bani', by: bani(mine.total - other.total) } as const;
    const params = { fiscal, ours: mine.total, theirs: other.total };
    const key = `receiptAmount:${mine.record}`;
    differences.push({ key, code: 'receiptAmount', params, amount, at: mine.at, behind: [mine], many: 1 });
  }
  // The first of a number that we have not at all is missing; every further one stands in the register once too often.
  const missing = ours.length === 0 ? 1 : 0;
  for (const [i, other] of right.slice(paired).entries()) {
    const twice = i >= missing;
    differences.push({
      // By its place among those of its number: a file that is made again has other rows.
      key: twice ? `receiptTwice:${fiscal}:${i - missing + 2}` : `receiptMissing:${fiscal}`,
      code: twice ? 'receiptTwice' : 'receiptMissing',
      params: { fiscal, theirs: other.total, row: other.row },
      amount: { unit: 'bani', by: bani(-other.total) },
      at: other.at ?? own[0]?.at ?? null,
      behind: twice ? own.slice(0, MOST_BEHIND) : [],
      many: twice ? ours.length : 0,
    });
  }
  return differences;
}

/** What is left on either side once equal amounts are put together, in the order of amounts. */
function withoutEqual(
  ours: readonly OurReceipt[],
  theirs: readonly RegisterReceipt[],
): { readonly left: readonly OurReceipt[]; readonly right: readonly RegisterReceipt[] } {
  const mine = ours.toSorted((a, b) => a.total - b.total || (a.record < b.record ? -1 : 1));
  const others = theirs.toSorted((a, b) => a.total - b.total || (a.at ?? 0) - (b.at ?? 0) || a.row - b.row);
  const left: OurReceipt[] = [];
  const right: RegisterReceipt[] = [];
  let at = 0;
  for (const own of mine) {
    for (let other = others[at]; other !== undefined && other.total < own.total; other = others[++at])
      right.push(other);
    if (others[at]?.total === own.total) at++;
    else left.push(own);
  }
  return { left, right: [...right, ...others.slice(at)] };
}
