import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../domain/amount/bani.ts';
import { points } from '../domain/amount/points.ts';
import { lotOf, staffId } from '../domain/identity/ids.ts';
import { NO_HASH, type RecordContent } from '../domain/record/record.ts';
import { seal } from '../domain/record/seal.ts';
import { plainTogether } from './plain.ts';
import { readBody, readBodyAsWritten, recordContent, recordHead } from './record.ts';
import { type Damage, damaged, STRANGE } from './testing/damage.ts';
import { ALIAS, ALL, body, changed, counts, draft, HEAD, id, MEMBER, OF } from './testing/records.ts';

describe('a record read back', () => {
  test.each(Object.entries(ALL))('%s is what was sealed, to the last field', (kind, content) => {
    expect(content.kind).toBe(kind);
    const { sealed, record } = seal(HEAD, draft(content), null, () => NO_HASH);
    expect(readBody(sealed.body)).toStrictEqual({ known: true, record });
    expect(readBodyAsWritten(sealed.body)).toStrictEqual({ known: true, record });
  });
  test('with any amounts in its lines and entries', () => {
    const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(fc.array(amount.filter((one) => one !== 0)), amount, fc.string(), (moved, money, name) => {
        const content: RecordContent = {
          ...ALL.void,
          kind: 'void',
          of: OF,
          ofNumber: name,
          member: MEMBER,
          total: bani(money),
          tenders: [],
          entries: moved.map((one, n) => ({
            member: MEMBER,
            points: points(one),
            contra: 'adjust',
            lot: lotOf(OF, n),
          })),
        };
        const { sealed, record } = seal(HEAD, draft(content), null, () => NO_HASH);
        expect(readBody(sealed.body)).toStrictEqual({ known: true, record });
      }),
    );
  });
});

describe('a record in its plain form', () => {
  const isPlain = plainTogether(recordHead, recordContent);
  const parsed = (raw: unknown): unknown => ({ ...recordHead.parse(raw), ...recordContent.parse(raw) });

  test.each(Object.entries(ALL))('%s is told from the others', (_, content) => {
    expect(isPlain(JSON.parse(body(content)))).toBe(true);
  });

  test('is never seen in what the forms refuse or change, wherever it is damaged', () => {
    const raw = fc.constantFrom(...Object.values(ALL).map((content): unknown => JSON.parse(body(content))));
    const path = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 });
    const how = fc.constantFrom<Damage[]>('put', 'drop', 'add');
    let taken = 0;
    fc.assert(
      fc.property(raw, path, fc.constantFrom(...STRANGE), how, (record, places, put, what) => {
        const changed = damaged(record, places, put, what);
        if (!isPlain(changed)) return;
        taken += 1;
        expect(parsed(changed)).toStrictEqual(changed);
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test('has no rule of its form broken', () => {
    const broken: Readonly<Record<string, string>> = {
      'points given to no lot': changed(ALL.edit, {
        entries: [{ member: MEMBER, points: 1, contra: 'earn', lot: null }],
      }),
      'merged the wrong way round': changed(ALL.merged, { member: ALIAS, alias: MEMBER }),
      'a field from the future': changed(ALL.edit, { later: 1 }),
      'too many counts': changed(ALL.adjust, { counts: Array.from({ length: 2001 }, () => counts[0]) }),
    };
    for (const [why, text] of Object.entries(broken)) expect(isPlain(JSON.parse(text)), why).toBe(false);
  });
});

describe('the bytes of a shift', () => {
  const HEAD_BYTES =
    '{"formatVersion":4,"id":"00000000-0005-7000-8000-000000000000","store":"00000000-0001-7000-8000-000000000000",' +
    '"till":"00000000-0002-7000-8000-000000000000","incarnation":"00000000-0003-7000-8000-000000000000","seq":42,' +
    `"prevHash":"${'ab'.repeat(32)}","shift":"00000000-0007-7000-8000-000000000000","businessDay":"2026-11-21",` +
    '"staff":"00000000-0006-7000-8000-000000000000","programmeVersion":3,"reverses":null,"occurredAt":1763700000000,' +
    '"beside":null,';

  test.each([
    ['{"kind":"shiftOpened","confirmed":[],"entries":[]}', { kind: 'shiftOpened', confirmed: [], entries: [] }],
    [
      '{"kind":"shiftClosed","sales":3,"total":-5,"entries":[]}',
      { kind: 'shiftClosed', sales: 3, total: bani(-5), entries: [] },
    ],
    [
      '{"kind":"pinUsed","by":"00000000-0006-7000-8000-000000000000","action":"merge","entries":[]}',
      { kind: 'pinUsed', by: staffId(id(6)), action: 'merge', entries: [] },
    ],
  ] as const)('as versions of before wrote them are read the same: %s', (written, content) => {
    expect(readBody(HEAD_BYTES + written.slice(1))).toMatchObject({ known: true, record: content });
    expect(body(content)).toBe(HEAD_BYTES + written.slice(1));
  });

  test.each([
    [
      'shiftOpened',
      '"confirmed":["clockBehind"],"float":[{"kind":"note","value":10000,"pieces":3}],' +
        '"takenOver":{"shift":"00000000-0008-7000-8000-000000000000","left":30050},"entries":[]}',
    ],
    ['cashMoved', '"direction":"out","amount":5000,"why":"safe","entries":[]}'],
    ['count', '"turn":2,"cash":[{"kind":"coin","value":1000,"pieces":7}],"others":{"card":0},"entries":[]}'],
  ] as const)('%s stays as it is written now', (kind, written) => {
    expect(body(ALL[kind])).toBe(`${HEAD_BYTES}"kind":"${kind}",${written}`);
  });
});

describe('a record from the future', () => {
  test('of an unknown kind is kept unread, with its head', () => {
    for (const reading of [readBody, readBodyAsWritten]) {
      const read = reading(changed(ALL.setting, { kind: 'stampCardPunched', hole: 7, entries: 'new form' }));
      expect(read).toMatchObject({ known: false, kind: 'stampCardPunched', head: { seq: 42, prevHash: HEAD.hash } });
      expect(read).not.toHaveProperty('record');
    }
  });
  test('of a later format is kept unread, even of a known kind', () => {
    for (const reading of [readBody, readBodyAsWritten]) {
      expect(reading(changed(ALL.sale, { formatVersion: 5, total: 'lots' }))).toMatchObject({
        known: false,
        kind: 'sale',
      });
      expect(reading(changed(ALL.sale, { formatVersion: 5 }))).toMatchObject({ known: false, kind: 'sale' });
    }
  });
});

describe('bytes that are no record', () => {
  test.each([
    ['no JSON', 'x'],
    ['no object', '[]'],
    ['no head', '{"kind":"sale"}'],
    ['a fraction of a ban', changed(ALL.sale, { total: 0.5 })],
    ['no such day', changed(ALL.sale, { businessDay: '2026-02-30' })],
    ['number 0', changed(ALL.sale, { seq: 0 })],
    ['a hash too short', changed(ALL.sale, { prevHash: 'ab' })],
    ['an unknown tender', changed(ALL.sale, { tenders: [{ kind: 'gold', amount: 1 }] })],
    ['no entries', changed(ALL.edit, { entries: null })],
    [
      'points given to no lot',
      changed(ALL.edit, { entries: [{ member: MEMBER, points: 1, contra: 'earn', lot: null }] }),
    ],
    [
      'an entry that moves nothing',
      changed(ALL.edit, { entries: [{ member: MEMBER, points: 0, contra: 'earn', lot: lotOf(OF, 0) }] }),
    ],
    ['no kind', changed(ALL.edit, { kind: 5 })],
  ])('%s: refused', (_, text) => {
    expect(() => readBody(text)).toThrow();
    expect(() => readBodyAsWritten(text)).toThrow();
  });
});
