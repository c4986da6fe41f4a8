import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { TillId } from '../identity/ids.ts';
import type { DayAccount, Fault, Look, TillAccount } from './account.ts';
import type { Difference, DifferenceCode } from './difference.ts';
import { cashOf } from './gather.ts';
import { receiptDifferences } from './receipts.ts';
import type { CheckName, CheckState } from './recorded.ts';
import type { OurReceipt, RegisterZ } from './register.ts';
import { addedSums, byGroup, netPoints } from './sums.ts';

/** A check of a day as it stands: its figure, and what does not agree. */
export interface Check {
  readonly check: CheckName;
  readonly state: CheckState;
  /** Values for the words of its figure. */
  readonly figure: Readonly<Record<string, string | number>>;
  readonly differences: readonly Difference[];
}

/** What a day's checks are made of besides the account. */
export interface CheckedWith {
  /** Null: the register's Z was not given. */
  readonly register: RegisterZ | null;
  /** Our receipts, where the register's file tells receipt by receipt; null: not asked for. */
  readonly receipts: readonly OurReceipt[] | null;
  /** True: a shop without a centre. */
  readonly alone: boolean;
  /** What the till that closes has itself at the end of its range; null: nothing is compared. */
  readonly own: { readonly till: TillId; readonly agrees: boolean } | null;
}

/** Tries a day: the five checks, in order. Pure: the same account gives the same differences under the same keys. */
export function checksOf(account: DayAccount, by: CheckedWith): readonly Check[] {
  return [
    logCheck(account),
    pointsCheck(account),
    moneyCheck(account, by),
    centreCheck(account, by),
    looksCheck(account),
  ];
}

const plain = { amount: null, at: null, behind: [], many: 0 } as const;

function logCheck({ faults, tills, entries }: DayAccount): Check {
  const records = tills.reduce((sum, till) => sum + till.records, 0);
  const numberOf = (till: TillId | null): number => tills.find((one) => one.till === till)?.number ?? 0;
  return check(
    'log',
    { records, entries, tills: tills.length },
    faults.map((fault) => faultDifference(fault, numberOf(fault.till))),
  );
}

function faultDifference({ code, till, incarnation, seq, member, detail }: Fault, number: number): Difference {
  const key = [code, till, incarnation, seq, member].map((part) => part ?? '').join(':');
  return { ...plain, key, code, params: { till: number, seq: seq ?? 0, detail: detail.slice(0, 200) } };
}

function pointsCheck({ points: account }: DayAccount): Check {
  const { opening, moved, closing } = account;
  const groups = byGroup(moved);
  const expected = points(opening + netPoints(moved));
  const figure = { opening, ...groups, closing: closing ?? expected };
  if (closing === null) return { ...check('points', figure, []), state: 'undone' };
  if (closing === expected) return check('points', figure, []);
  const amount = { unit: 'points', by: points(closing - expected) } as const;
  return check('points', figure, [
    { ...plain, key: 'points', code: 'pointsDiffer', params: { expected, kept: closing }, amount },
  ]);
}

function moneyCheck(account: DayAccount, { register, receipts }: CheckedWith): Check {
  const sums = addedSums(account.tills.map((till) => till.sums));
  const cash = cashOf(account.tills);
  const differences: Difference[] = account.tills.flatMap(varianceDifferences);
  for (const { fiscal, behind } of account.fiscalTwice) {
    differences.push({
      ...plain,
      key: `fiscalTwice:${fiscal}`,
      code: 'fiscalTwice',
      params: { fiscal },
      behind,
      many: behind.length,
    });
  }
  const against = (
    key: string,
    code: DifferenceCode,
    params: Difference['params'],
    ours: number,
    theirs: number,
  ): void => {
    if (ours === theirs) return;
    const amount = { unit: 'bani', by: bani(ours - theirs) } as const;
    differences.push({ ...plain, key, code, params: { ...params, ours, theirs }, amount });
  };
  if (register?.total != null) against('registerTotal', 'registerTotal', {}, sums.total, register.total);
  if (register?.vat != null) {
    // A rate that the register was not asked about is not compared: the total tells of it.
    const rates = new Set(register.vat.map(({ rate }) => rate));
    for (const rate of [...rates].sort((a, b) => b - a)) {
      const ours = sums.vat.find((line) => line.rate === rate)?.total ?? 0;
      const theirs = register.vat.filter((line) => line.rate === rate).reduce((sum, line) => sum + line.total, 0);
      against(`registerVat:${rate}`, 'registerVat', { rate }, ours, theirs);
    }
  }
  for (const { kind, total } of register?.tenders ?? []) {
    const ours = sums.tenders.find((one) => one.kind === kind);
    against(`registerTender:${kind}`, 'registerTender', { kind }, (ours?.in ?? 0) - (ours?.out ?? 0), total);
  }
  if (register?.receipts != null && receipts !== null)
    differences.push(...receiptDifferences(receipts, register.receipts));
  const figure = {
    sold: sums.total,
    expected: cash.expected,
    counted: cash.counted,
    variance: cash.variance,
    register: register === null ? 0 : 1,
  };
  const made = check('money', figure, differences);
  return made.state === 'good' && register === null ? { ...made, state: 'undone' } : made;
}

function varianceDifferences({ number, shifts }: TillAccount): Difference[] {
  return shifts.flatMap(({ shift, z, closedAt, cash, slips }) => {
    const of = { ...plain, at: closedAt };
    const rows: Difference[] = slips.flatMap(({ kind, variance }) => {
      if (variance === 0) return [];
      const amount = { unit: 'bani', by: variance } as const;
      return [
        {
          ...of,
          key: `slipVariance:${shift}:${kind}`,
          code: 'slipVariance',
          params: { till: number, z, kind },
          amount,
        },
      ];
    });
    if (cash === null || cash.variance === 0) return rows;
    const amount = { unit: 'bani', by: cash.variance } as const;
    return [
      { ...of, key: `cashVariance:${shift}`, code: 'cashVariance', params: { till: number, z }, amount },
      ...rows,
    ];
  });
}

function centreCheck({ by, tills, asOf }: DayAccount, { alone, own }: CheckedWith): Check {
  const differences: Difference[] = [];
  for (const { till, number, state, heardAt } of tills) {
    if (state === 'silent' || state === 'open') {
      const code = state === 'silent' ? 'notHeard' : 'shiftOpen';
      differences.push({ ...plain, key: `${code}:${till}`, code, params: { till: number }, at: heardAt });
    }
    if (own?.till === till && !own.agrees) {
      differences.push({ ...plain, key: `headDiffers:${till}`, code: 'headDiffers', params: { till: number } });
    }
  }
  const made = check('centre', { tills: tills.length, asOf, alone: alone ? 1 : 0 }, differences);
  return by === 'papers' && made.state === 'good' ? { ...made, state: 'undone' } : made;
}

function looksCheck({ looks }: DayAccount): Check {
  const differences = looks.map(lookDifference);
  return {
    check: 'looks',
    state: differences.length === 0 ? 'good' : 'look',
    figure: { many: differences.length },
    differences,
  };
}

function lookDifference({ code, staff, member, at, many, points: moved, total, of, behind }: Look): Difference {
  const amount =
    moved !== null
      ? ({ unit: 'points', by: moved } as const)
      : total !== null
        ? ({ unit: 'bani', by: total } as const)
        : null;
  const params = { many, ...(of === null ? {} : { of }), ...(staff === null ? {} : { staff }) };
  return { key: `${code}:${staff ?? ''}:${member ?? ''}`, code, params, amount, at, behind, many };
}

function check(name: CheckName, figure: Check['figure'], differences: readonly Difference[]): Check {
  return { check: name, state: differences.length === 0 ? 'good' : 'bad', figure, differences };
}

/** Whether somebody must explain a difference before the day can be signed; a till that is not heard is settled by saying why. */
export function mustBeExplained(check: CheckName): boolean {
  return check === 'log' || check === 'points' || check === 'money' || check === 'centre';
}
