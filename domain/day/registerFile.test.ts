import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { addDays, chisinauInstant, civilDate } from '../calendar/civil.ts';
import { recordId, tillId, uuid7 } from '../identity/ids.ts';
import type { OurReceipt, RegisterReceipt } from './register.ts';
import { strangeFile } from './registerFile.ts';

const DAY = civilDate('2026-11-26');
const YESTERDAY = addDays(DAY, -1);
const id = (n: number): string => uuid7(n + 1, new Uint8Array(10));
const HOURS = 3600;

function own(n: number, fiscal: string | null, at = chisinauInstant(DAY, 9 * HOURS + n)): OurReceipt {
  const of = { record: recordId(id(n)), till: tillId(id(0)), seq: n + 1, kind: 'sale', staff: null, member: null };
  return { ...of, at, number: null, fiscal, total: bani(100 + n), points: null };
}
function printed(n: number, fiscal: string, at: number | null, total = 100 + n): RegisterReceipt {
  return { fiscal, total: bani(total), at, row: n + 2 };
}
const many = <Of>(of: (n: number) => Of, count = 100): Of[] => Array.from({ length: count }, (_, n) => of(n));
const OURS = many((n) => own(n, `00${n + 500}`));

test('the day’s own file fits, also where a few are missing or its clock is a year behind', () => {
  expect(strangeFile(DAY, OURS, [])).toBeNull();
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 500), null)),
    ),
  ).toBeNull();
  const lastYear = chisinauInstant(civilDate('2025-11-26'), 9 * HOURS);
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 500), lastYear)),
    ),
  ).toBeNull();
  // A third of them rung past midnight is the same business day.
  const night = addDays(DAY, 1);
  const late = many((n) => own(n, null, chisinauInstant(night, 600 + n)));
  expect(
    strangeFile(
      DAY,
      late,
      many((n) => printed(n, String(n), chisinauInstant(night, 600 + n)), 19),
    ),
  ).toBeNull();
});

test('a file of the day before says so, also where the register counts each day from 1', () => {
  const before = (n: number): number => chisinauInstant(YESTERDAY, 9 * HOURS + n);
  const strange = { from: YESTERDAY, known: 0, of: 100 };
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 9000), before(n))),
    ),
  ).toEqual(strange);
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 500), before(n), 7)),
    ),
  ).toEqual(strange);
  // Three receipts are enough where they tell their day.
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 9000), before(n)), 3),
    ),
  ).toMatchObject({ of: 3 });
  // A whole month is of no one day.
  const month = many((n) =>
    printed(n, String(n + 480), chisinauInstant(addDays(DAY, -(n % 28)), 9 * HOURS), 100 + n - 20),
  );
  expect(strangeFile(DAY, OURS, month)).toBeNull();
  const others = many((n) => printed(n, String(n + 9000), chisinauInstant(addDays(DAY, -(n % 28)), 9 * HOURS)));
  expect(strangeFile(DAY, OURS, others)).toMatchObject({ from: null, known: 0, of: 100 });
});

test('without times: hardly one that is known here is another register’s; of a few nothing can be told', () => {
  const theirs = (known: number): RegisterReceipt[] =>
    many((n) => printed(n, String(n < known ? n + 500 : n + 9000), null));
  expect(strangeFile(DAY, OURS, theirs(9))).toEqual({ from: null, known: 9, of: 100 });
  expect(strangeFile(DAY, OURS, theirs(10))).toBeNull();
  expect(
    strangeFile(
      DAY,
      OURS,
      many((n) => printed(n, String(n + 9000), null), 19),
    ),
  ).toBeNull();
  // What has no number on either side is not the same.
  expect(
    strangeFile(
      DAY,
      many((n) => own(n, null)),
      many((n) => printed(n, '-', null)),
    ),
  ).toMatchObject({ known: 0 });
});
