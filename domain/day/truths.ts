import type { RecordBody } from '../record/record.ts';
import type { DayClosed } from './recorded.ts';

/** What a record about a store's day says that cannot be true; empty for all others, and when it holds together. */
export function brokenDay(record: RecordBody): readonly string[] {
  switch (record.kind) {
    case 'dayClosed':
      return brokenClose(record);
    case 'closingPassed':
      return record.to === record.till ? ['the closing right goes to another till'] : [];
    default:
      return [];
  }
}

function brokenClose({ number, day, previous, tills, points, cash, checks }: DayClosed): readonly string[] {
  const broken: string[] = [];
  const must = (holds: boolean, truth: string): void => {
    if (!holds) broken.push(truth);
  };
  must(number === (previous?.number ?? 0) + 1, 'closes are numbered without a gap');
  must(previous === null || previous.day < day, 'a day is closed after the day before');
  must(new Set(tills.map(({ till }) => till)).size === tills.length, 'each till stands in a close once');
  for (const { ranges } of tills) {
    must(
      ranges.every(({ first, last }) => first >= 1 && last >= first),
      'a range has a first and a last record',
    );
  }
  must(points.opening === (previous?.closing ?? 0), 'a day opens with the points that the day before closed with');
  must(points.closing !== null, 'what was signed says how many points were out there');
  must(cash.variance === cash.counted - cash.expected, 'a variance is counted less expected');
  for (const { differences } of checks) {
    must(
      new Set(differences.map(({ key }) => key)).size === differences.length,
      'each difference stands in a check once',
    );
  }
  return broken;
}
