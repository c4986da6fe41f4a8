import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUuid7, lotId, lotOf, madeAt, memberId, recordId, uuid7 } from './ids.ts';

const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.nat({ max: 2 ** 48 - 1 });

describe('uuid7', () => {
  test('has the form of RFC 9562 and carries its time', () => {
    fc.assert(
      fc.property(time, random, (ms, bytes) => {
        const id = uuid7(ms, bytes);
        expect(madeAt(id)).toBe(ms);
        expect(isUuid7(id)).toBe(true);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(ms);
      }),
    );
  });
  test('sorts by time as text', () => {
    fc.assert(
      fc.property(time, time, random, random, (a, b, x, y) => {
        fc.pre(a < b);
        expect(uuid7(a, x) < uuid7(b, y)).toBe(true);
      }),
    );
  });
  test('loses none of its 74 bits of chance', () => {
    const used = [0xf0, 0xff, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    fc.assert(
      fc.property(time, random, fc.nat(9), fc.nat(7), (ms, bytes, i, bit) => {
        const flip = 1 << bit;
        fc.pre(((used[i] ?? 0) & flip) !== 0);
        const other = Uint8Array.from(bytes);
        other[i] = (other[i] ?? 0) ^ flip;
        expect(uuid7(ms, other)).not.toBe(uuid7(ms, bytes));
      }),
      { numRuns: 300 },
    );
  });
});

describe('ids', () => {
  const one = uuid7(1_700_000_000_000, new Uint8Array(10));
  test('are UUIDv7 in lower case, and nothing else', () => {
    expect(memberId(one)).toBe(one);
    for (const text of ['', one.toUpperCase().replace('0', 'A'), `${one} `, one.replace('-7', '-4')]) {
      expect(() => memberId(text)).toThrow();
    }
  });
  test('a lot is named by its record and place', () => {
    const lot = lotOf(recordId(one), 12);
    expect(lot).toBe(`${one}.12`);
    expect(lotId(lot)).toBe(lot);
    for (const text of [one, `${one}.`, `${one}.1000`, `x${one}.1`]) expect(() => lotId(text)).toThrow();
    expect(() => lotOf(recordId(one), 1000)).toThrow();
  });
});
