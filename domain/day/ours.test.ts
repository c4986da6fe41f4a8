import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordId, uuid7 } from '../identity/ids.ts';
import type { RecordBody } from '../record/record.ts';
import { OurReceipts } from './ours.ts';
import { liveTill, planOf } from './testing/tills.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const rows = fc.array(fc.array(fc.nat(), { maxLength: 120 }), { minLength: 1, maxLength: 4 });

test('our receipts are the sales and returns that are not undone, and come to what was sold less what came back', () => {
  fc.assert(
    fc.property(rows, (numbers) => {
      const records = liveTill(1, planOf(numbers), sha256).found.flatMap(({ read }) => read?.record ?? []);
      const ours = new OurReceipts();
      for (const record of records) ours.add(record);
      const voided = new Set(records.flatMap((record) => (record.kind === 'void' ? [record.of] : [])));
      const expected = records.filter(({ id, kind }) => (kind === 'sale' || kind === 'return') && !voided.has(id));
      expect(ours.all().map(({ record }) => record)).toEqual(expected.map(({ id }) => id));
      const total = (sum: number, record: RecordBody): number =>
        record.kind === 'sale' ? sum + record.total : record.kind === 'return' ? sum - record.total : sum;
      expect(ours.all().reduce((sum, one) => sum + one.total, 0)).toBe(expected.reduce(total, 0));
    }),
    { numRuns: 40 },
  );
});

test('a fiscal number that was learnt later is the receipt’s', () => {
  const [sale] = liveTill(1, planOf([[0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0]]), sha256).found.flatMap(({ read }) =>
    read?.record?.kind === 'sale' ? [read.record] : [],
  );
  if (sale === undefined) throw new Error('a sale');
  const ours = new OurReceipts();
  ours.add(sale);
  expect(ours.all()[0]?.fiscal).toBeNull();
  const { store, till, incarnation, formatVersion, prevHash, shift, businessDay, staff } = sale;
  const head = { store, till, incarnation, formatVersion, prevHash, shift, businessDay, staff };
  const id = recordId(uuid7(1_790_000_000_000, new Uint8Array(10)));
  const rest = { id, seq: 99, programmeVersion: null, reverses: null, occurredAt: 1, beside: null };
  ours.add({ ...head, ...rest, kind: 'fiscalNumber', of: sale.id, fiscalNumber: '000481', entries: [] });
  expect(ours.all()).toMatchObject([{ record: sale.id, fiscal: '000481', total: sale.total }]);
});
