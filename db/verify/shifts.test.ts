import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { shiftFigures, type ZFigures } from '../../domain/shift/figures.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { openReplica } from '../replica/replica.ts';
import { draftOf, incarnationOf, recordOf, STORE, sale, TILL, timeOf } from '../samples.ts';
import { verifyTill } from '../verify.ts';

let dir: string;
let ledger: Ledger;
let n = 0;
const files = () => ({ ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-shifts-'));
  n = 0;
  openReplica(files().membersFile).close();
  ledger = openLedger(files().ledgerFile);
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: false });
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = () => ledger.append(draftOf(++n, { kind: 'shiftOpened', confirmed: [], float: [], entries: [] }));
const sell = (total: number) => ledger.append(sale(++n, { total }));
function close(over: Partial<ZFigures> = {}, sales = 1): void {
  const z = { number: ledger.lastZ() + 1, ...shiftFigures(ledger.shiftRecords(null)), ...over };
  ledger.append(draftOf(++n, { kind: 'shiftClosed', sales, total: bani(0), z, entries: [] }));
}
const findings = () => verifyTill(files()).findings.map(({ truth, where, detail }) => `${truth} ${where}: ${detail}`);
const anew = (ordinal: number, seq: number): number => {
  const at = { incarnation: incarnationOf(ordinal - 1), seq };
  return ledger.reincarnate({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(ordinal),
    ordinal,
    previous: { ...at, hash: ledger.hashAt(at) ?? '' },
    id: recordOf(500 + ordinal),
    occurredAt: timeOf(500),
  });
};

describe('the Zs of a log', () => {
  test('that are derived from their records, one after the other, are found good', () => {
    for (const total of [1000, 2500]) {
      open();
      sell(total);
      close();
    }
    expect(ledger.closedShifts(null, 10).map(({ number, closed }) => [number, closed.z?.total])).toEqual([
      [2, 2500],
      [1, 1000],
    ]);
    expect(ledger.closedShifts(2, 10).map(({ number }) => number)).toEqual([1]);
    expect(ledger.closedShift(3)).toBeNull();
    expect(ledger.shiftRecords(1).map(({ record }) => record?.kind)).toEqual(['shiftOpened', 'sale']);
    expect(ledger.shiftRecords(null)).toEqual([]);
    expect(findings()).toEqual([]);
  });

  test('with a number left out, or figures of other records, are found and named', () => {
    open();
    sell(1000);
    close({ number: 2 });
    open();
    sell(2000);
    const { sold, total, vat, drawer } = shiftFigures(ledger.shiftRecords(null));
    // Whole in itself, and of a shift that was not.
    const half = { ...sold, gross: bani(1000), total: bani(1000) };
    close({
      sold: half,
      total: bani(total / 2),
      vat: vat.map((one) => ({ ...one, gross: bani(1000), total: bani(1000) })),
      drawer: { ...drawer, tenders: [{ kind: 'cash', in: bani(1000), out: bani(0) }], expected: bani(1000) },
    });
    expect(findings()).toEqual([
      '10 record 4 of life 1: it is Z 2, and 1 shifts were closed',
      '2 record 7 of life 1: its figures are not those of the records of its shift',
    ]);
  });

  test('stay good when the till lives anew: in the middle of a shift, and after it was closed', () => {
    open();
    sell(1000);
    sell(3000);
    anew(2, 3);
    expect(ledger.shiftRecords(null).map(({ record }) => record?.kind)).toEqual([
      ...['shiftOpened', 'sale', 'begun', 'sale'],
    ]);
    expect(ledger.openShift()).toMatchObject({ sales: 2, total: 4000 });
    close();
    expect(ledger.closedShift(1)?.closed.z).toMatchObject({
      total: 4000,
      ranges: [
        { incarnation: incarnationOf(1), first: 2, last: 3 },
        { incarnation: incarnationOf(2), first: 1, last: 2 },
      ],
    });
    expect(findings()).toEqual([]);
    anew(3, 1);
    expect(ledger.lastZ()).toBe(1);
    expect(findings()).toEqual([]);
    open();
    close();
    expect(ledger.lastZ()).toBe(2);
    expect(findings()).toEqual([]);
  });
});
