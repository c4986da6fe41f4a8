import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incarnationOf, recordOf, STORE, sale, shiftOpened, TILL, timeOf } from '../samples.ts';
import { openLedger } from './ledger.ts';

test('many actions are appended together: all of them, chained as one by one, or none', () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-together-'));
  try {
    const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null, alone: false };
    const [together, oneByOne] = ['a.db', 'b.db'].map((name) => {
      const ledger = openLedger(join(dir, name));
      ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0) });
      return ledger;
    });
    if (together === undefined || oneByOne === undefined) throw new Error('two ledgers were opened');
    const drafts = [shiftOpened(1), sale(2), sale(3)];
    together.appendAll(drafts.map((draft) => ({ draft, beside: null })));
    for (const draft of drafts) oneByOne.append(draft);
    expect(together.head()).toEqual(oneByOne.head());

    const head = together.head();
    const twice = [sale(4), sale(5), sale(4)].map((draft) => ({ draft, beside: null }));
    expect(() => together.appendAll(twice)).toThrow(/id is taken/);
    expect([together.head(), together.has(sale(4).id)]).toEqual([head, false]);
    together.append(sale(4));
    expect(together.head()?.seq).toBe(5);
    for (const ledger of [together, oneByOne]) ledger.close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
