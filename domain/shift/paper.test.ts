import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NARROW, type PaperRow, paperLines, WIDE } from './paper.ts';

const text = fc.string({ unit: fc.constantFrom(...'abc ășțЖш 12,50'), maxLength: 90 });
const row: fc.Arbitrary<PaperRow> = fc.oneof(
  fc.record({ kind: fc.constantFrom('title' as const, 'text' as const), text }),
  fc.record({ kind: fc.constant('pair' as const), left: text, right: text }),
  fc.constant({ kind: 'rule' as const }),
);
const letters = (all: string): string => all.replace(/[\s-]/g, '');

describe('lines on paper', () => {
  test('fit its width, and no sign is lost', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.constantFrom(NARROW, WIDE, 8), (rows, width) => {
        const lines = paperLines(rows, width);
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
        const said = rows.map((one) =>
          one.kind === 'pair' ? one.left + one.right : one.kind === 'rule' ? '' : one.text,
        );
        expect(letters(lines.join(''))).toBe(letters(said.join('')));
      }),
    );
  });
  test('amounts stand at the edge, long words below each other', () => {
    const rows: PaperRow[] = [
      { kind: 'title', text: 'Raport Z nr. 7' },
      { kind: 'pair', left: 'Vânzări', right: '1\u00A0234,50' },
      { kind: 'pair', left: 'Numerar scos din sertar pentru seif', right: '−500,00' },
      { kind: 'rule' },
    ];
    expect(paperLines(rows, NARROW)).toEqual([
      '         Raport Z nr. 7',
      'Vânzări                 1\u00A0234,50',
      'Numerar scos din sertar pentru',
      'seif                     −500,00',
      '-'.repeat(32),
    ]);
  });
});
