import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_HASH } from '../record/record.ts';
import { unlisted } from './unlisted.ts';

const range = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(12))
  .map(([first, more]) => ({ first, last: first + more }));

test('each number up to the last is listed or in one gap, and a gap begins behind the range that ends there', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), fc.nat(60), (ranges, upTo) => {
      const listed = ranges.map((one) => ({ ...one, hash: `of ${one.last}` }));
      const gaps = unlisted(listed, upTo);
      for (let seq = 1; seq <= upTo; seq++) {
        const within = gaps.filter(({ after, last }) => seq > after.seq && seq <= last).length;
        expect(within).toBe(listed.some(({ first, last }) => seq >= first && seq <= last) ? 0 : 1);
      }
      for (const { after, last } of gaps) {
        expect(last).toBeGreaterThan(after.seq);
        expect(last).toBeLessThanOrEqual(upTo);
        expect(after.hash).toBe(after.seq === 0 ? NO_HASH : `of ${after.seq}`);
      }
    }),
  );
});
