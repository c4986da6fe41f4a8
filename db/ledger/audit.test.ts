import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import type { RecordContent } from '../../domain/record/record.ts';
import { AUDITED, type AuditTopic, kindsOf } from '../../domain/staff/audit.ts';
import { besideOf, draftOf, incarnationOf, memberOf, recordOf, STAFF, STORE, sale, TILL } from '../samples.ts';
import { openLedger } from './ledger.ts';

const goodwill = (n: number, member: number): RecordContent => ({
  kind: 'goodwill',
  member: memberOf(member),
  entries: [
    { member: memberOf(member), points: points(5), contra: 'goodwill', lot: lotOf(recordOf(n), 0), expires: null },
  ],
});

test('what somebody answers for comes newest first, page by page, by kind, with its words; copies of a fork count nowhere', () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-audit-'));
  const ledger = openLedger(join(dir, 'ledger.db'));
  try {
    const life = { store: STORE, till: TILL, occurredAt: 1 };
    ledger.begin({ ...life, incarnation: incarnationOf(1), ordinal: 1, previous: null, id: recordOf(0), alone: false });
    ledger.append(sale(1));
    ledger.append(draftOf(2, goodwill(2, 1)), { beside: besideOf(2, [{ reason: 'aștepta de mult' }]) });
    ledger.append(draftOf(3, { kind: 'pinUsed', by: STAFF, action: 'recount', reason: 'said', entries: [] }));
    const previous = { incarnation: incarnationOf(1), seq: 4, hash: ledger.head()?.hash ?? '' };
    ledger.append(draftOf(5, { kind: 'cashMoved', direction: 'out', amount: bani(100), why: 'safe', entries: [] }));
    ledger.append(sale(6));
    ledger.reincarnate({ ...life, incarnation: incarnationOf(2), ordinal: 2, previous, id: recordOf(900) });

    const ids = (topics: readonly AuditTopic[], before: number | null = null, most = 50) =>
      ledger.audited(kindsOf(topics), before, most).map(({ read }) => (read.known ? read.record.id : null));
    expect(ids([])).toEqual([5, 900, 3, 2, 0].map(recordOf));
    expect(ids(['points', 'cash'])).toEqual([5, 2].map(recordOf));
    expect(ids(['alarms'])).toEqual([]);
    const [first, second] = [ledger.audited(AUDITED, null, 2), ledger.audited(AUDITED, null, 2).at(-1)];
    expect(first.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(ids([], second?.place ?? null, 2)).toEqual([3, 2].map(recordOf));

    const words = () => ledger.audited(kindsOf(['points']), null, 1).map(({ beside }) => beside?.text ?? null);
    expect(words()).toEqual([JSON.stringify([{ reason: 'aștepta de mult' }])]);
    ledger.forgetTexts([memberOf(1)]);
    expect(words()).toEqual([null]);
  } finally {
    ledger.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
