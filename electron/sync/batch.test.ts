import { expect, test } from 'vitest';
import { incarnationOf } from '../../db/samples.ts';
import { NO_HASH, type SealedRecord } from '../../domain/record/record.ts';
import { batchOf } from './batch.ts';

test('packed, a batch keeps no bodies, and gives the very same records in the plain form, also when the log has grown', () => {
  const log: SealedRecord[] = [];
  const grow = (): void => {
    const seq = log.length + 1;
    log.push({ seq, hash: `${seq}`.padStart(64, NO_HASH), body: `{"seq":${seq}}`, beside: null });
  };
  for (let i = 0; i < 5; i++) grow();
  const reads: number[] = [];
  const batch = batchOf(
    incarnationOf(1),
    (most) => {
      reads.push(most);
      return log.slice(2, 2 + most);
    },
    10,
  );
  const before = batch.plain();
  expect(batch.last).toBe(5);
  expect([batch.isPacked(), batch.compact() === null, batch.isPacked()]).toEqual([false, false, true]);
  grow();
  expect(reads).toEqual([10]);
  expect(batch.plain()).toEqual(before);
  expect(before.records.map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(reads).toEqual([10, 3]);
});
