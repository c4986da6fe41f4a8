import { describe, expect, test } from 'vitest';
import type { AuditWhat } from '../../contract/till/staff.ts';
import { ALARM_KINDS } from '../../domain/alarm/alarm.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { ERASURE_REASONS } from '../../domain/record/record.ts';
import { CASH_REASONS } from '../../domain/shift/recorded.ts';
import { wordsOf } from '../words/words.ts';
import { auditText } from './auditWords.ts';

const WHATS: readonly AuditWhat[] = [
  { kind: null },
  ...['redeem', 'recount', 'erase', 'merge', 'retireTill', 'restoreTill', 'closeDay', 'passClosing', 'mendDay'].map(
    (action) => ({ kind: 'pinUsed' as const, action, reason: null }),
  ),
  { kind: 'pinUsed', action: 'merge', reason: 'same' },
  { kind: 'pinUsed', action: 'merge', reason: 'notSame' },
  { kind: 'pinUsed', action: 'openTheMoon', reason: 'fromTheFuture' },
  { kind: 'goodwill', points: points(1234) },
  { kind: 'adjust', points: points(-50) },
  ...CASH_REASONS.map((why) => ({ kind: 'cashMoved' as const, direction: 'out' as const, amount: bani(123_450), why })),
  { kind: 'cashMoved', direction: 'in', amount: bani(100), why: 'change' },
  { kind: 'merged' },
  { kind: 'unmerged' },
  ...ERASURE_REASONS.map((reason) => ({ kind: 'erased' as const, reason })),
  { kind: 'setting', topic: 'states' },
  { kind: 'setting', topic: 'membersImported' },
  { kind: 'setting', topic: 'moon' },
  ...ALARM_KINDS.map((of) => ({ kind: 'alarmSettled' as const, of })),
  { kind: 'dayClosed', day: civilDate('2026-11-21'), number: 12, variance: bani(-5000) },
  { kind: 'closingPassed', to: 3 },
  { kind: 'begun', ordinal: 1 },
  { kind: 'begun', ordinal: 2 },
];

describe.each(LANGUAGES)('the audit in %s', (language) => {
  const words = wordsOf(language);
  const said = WHATS.map((what) => auditText(words, { what }));

  test('says each thing in words of its own, with its values', () => {
    expect(new Set(said).size).toBe(said.length);
    expect(said.join(' ')).not.toMatch(/[{}]|undefined|NaN|null/);
    expect(said.join(' ')).toMatch(/1\s234,50/);
    expect(said.join(' ')).toContain('−50,00');
  });

  test('of something from the future says what the program called it', () => {
    expect(auditText(words, { what: { kind: 'pinUsed', action: 'openTheMoon', reason: 'x' } })).toContain(
      'openTheMoon',
    );
    expect(auditText(words, { what: { kind: 'closingPassed', to: null } })).toContain('?');
  });
});

test('that a reason was written is not said again where the reason stands', () => {
  const what = { kind: 'pinUsed', action: 'recount', reason: 'said' } as const;
  expect(auditText(wordsOf('ro'), { what })).toBe(auditText(wordsOf('ro'), { what: { ...what, reason: null } }));
});
