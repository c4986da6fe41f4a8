import { expect, test } from 'vitest';
import type { TimelineRow } from '../../contract/till/views.ts';
import { points } from '../../domain/amount/points.ts';
import { recordId } from '../../domain/identity/ids.ts';
import { purchasesOf } from './purchases.ts';

const row = (receiptNumber: string | null, moved: number): TimelineRow => ({
  record: recordId('019a0000-0000-7000-8000-000000000001'),
  at: 0,
  contra: moved > 0 ? 'earn' : 'redeem',
  points: points(moved),
  balanceAfter: points(0),
  store: null,
  receiptNumber,
  total: null,
  unsent: false,
  trace: [],
});

test('one line a receipt, with the sum of what it moved; what has no receipt is no purchase', () => {
  const found = purchasesOf([row('R2', 46), row('R2', -120), row(null, 500), row('R1', 3)]);
  expect(found.map(({ number, points: sum }) => [number, sum])).toEqual([
    ['R2', -74],
    ['R1', 3],
  ]);
});
