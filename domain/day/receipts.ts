import { bani } from '../amount/bani.ts';
import type { Difference } from './difference.ts';
import type { OurReceipt, RegisterReceipt } from './register.ts';

/**
 * Our receipts against the register's, by fiscal number: missing on either side, differing amounts, and what the register has twice. A
 * receipt of ours whose fiscal number nobody noted is on neither side: it has nothing to be found by, and the totals tell of it.
 */
export function receiptDifferences(
  ours: readonly OurReceipt[],
  theirs: readonly RegisterReceipt[],
): readonly Difference[] {
  const here = new Map<string, OurReceipt>();
  for (const one of ours) if (one.fiscal !== null && !here.has(one.fiscal)) here.set(one.fiscal, one);
  const there = new Map<string, RegisterReceipt>();
  const differences: Difference[] = [];
  for (const one of theirs) {
    const own = here.get(one.fiscal);
    const behind = own === undefined ? [] : [own];
    const of = { at: one.at ?? own?.at ?? null, behind, many: behind.length };
    if (there.has(one.fiscal)) {
      const amount = { unit: 'bani', by: bani(-one.total) } as const;
      differences.push({
        ...of,
        key: `receiptTwice:${one.fiscal}:${one.row}`,
        code: 'receiptTwice',
        params: { fiscal: one.fiscal, row: one.row },
        amount,
      });
      continue;
    }
    there.set(one.fiscal, one);
    if (own === undefined) {
      const amount = { unit: 'bani', by: bani(-one.total) } as const;
      differences.push({
        ...of,
        key: `receiptMissing:${one.fiscal}`,
        code: 'receiptMissing',
        params: { fiscal: one.fiscal, theirs: one.total },
        amount,
      });
    } else if (own.total !== one.total) {
      const amount = { unit: 'bani', by: bani(own.total - one.total) } as const;
      const params = { fiscal: one.fiscal, ours: own.total, theirs: one.total };
      differences.push({ ...of, key: `receiptAmount:${one.fiscal}`, code: 'receiptAmount', params, amount });
    }
  }
  for (const [fiscal, own] of here) {
    if (there.has(fiscal)) continue;
    const amount = { unit: 'bani', by: own.total } as const;
    const params = { fiscal, number: own.number ?? '', ours: own.total };
    differences.push({
      key: `receiptExtra:${fiscal}`,
      code: 'receiptExtra',
      params,
      amount,
      at: own.at,
      behind: [own],
      many: 1,
    });
  }
  return differences;
}
