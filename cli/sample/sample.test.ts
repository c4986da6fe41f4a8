import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readBody } from '../../contract/record.ts';
import { productState, staffState } from '../../contract/sync/states.ts';
import { sumBani } from '../../domain/amount/bani.ts';
import { sumPoints } from '../../domain/amount/points.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { checkDigitHolds, readCode } from '../../domain/card/codes.ts';
import { readReceiptNumber } from '../../domain/card/receiptNumber.ts';
import { EMPTY_STANDING, fold } from '../../domain/ledger/fold.ts';
import { readPhone } from '../../domain/person/phone.ts';
import { NO_HASH, type Return, type Sale } from '../../domain/record/record.ts';
import { seal } from '../../domain/record/seal.ts';
import { checkPin } from '../../electron/staff/pin.ts';
import { type Happened, history } from './history.ts';
import { planSample, SAMPLE_SIZES, type Sample } from './plan.ts';
import { instantOf } from './rhythm.ts';
import { staffStates, storeOf } from './shop.ts';

// The day after the clocks went back: a history that runs across the change.
const NOW = Date.parse('2026-10-29T10:00:00Z');

function sample(seed = 'test'): Sample {
  return planSample({ now: NOW, size: SAMPLE_SIZES.small, alone: false, seed });
}

function happenings({ seed, shop, joiners, today, size }: Sample): Happened[] {
  return [...history({ seed, shop, joiners, today, ...size, written: shop.tills.map(() => 1) })];
}

const digest = (all: readonly Happened[]): string => createHash('sha256').update(JSON.stringify(all)).digest('hex');

describe('the sample shop', () => {
  test('one seed makes one shop, another seed another', () => {
    const first = digest(happenings(sample()));
    expect(digest(happenings(sample()))).toBe(first);
    expect(digest(happenings(sample('other')))).not.toBe(first);
  });

  test('has 400 products whose codes hold, weighed ones under short codes', () => {
    const { chain, goods } = sample().shop;
    expect(goods).toHaveLength(400);
    expect(new Set(goods.map(({ sku }) => sku)).size).toBe(400);
    expect(new Set(goods.map(({ ean }) => ean)).size).toBe(400);
    for (const product of goods) {
      expect(productState.safeParse({ kind: 'product', active: true, ...product }).success, product.name).toBe(true);
      expect(readCode(product.ean, chain)).toEqual({ kind: 'product', ean: product.ean });
      expect(product.ean.length === 13 ? checkDigitHolds(product.ean) : product.unit === 'kg').toBe(true);
      expect(chain.vatRates).toContain(product.vat);
    }
    const weighed = goods.find(({ unit }) => unit === 'kg');
    expect(readCode('2220001004502', chain)).toEqual({ kind: 'weighed', sku: weighed?.sku, value: 450, unit: 'grams' });
  });

  test('has members with phones that the till takes and cards that it reads', () => {
    const { shop, joiners } = planSample({ now: NOW, size: SAMPLE_SIZES.full, alone: false });
    expect(joiners).toHaveLength(5000);
    expect(joiners[0]).toMatchObject({ card: '2900000000018', home: 0 });
    for (const { person, card } of joiners) {
      if (person.phone !== null) expect(readPhone(person.phone)).toEqual({ ok: true, value: person.phone });
      if (card !== null) expect(readCode(card, shop.chain)).toEqual({ kind: 'card', code: card });
      expect(person.phone ?? card).not.toBeNull();
    }
    const phones = joiners.flatMap(({ person }) => person.phone ?? []);
    expect(phones.length - new Set(phones).size).toBeGreaterThan(100);
    expect(joiners.filter(({ person }) => /\p{Script=Cyrillic}/u.test(person.name)).length).toBeGreaterThan(1500);
  });

  test('has women whose Russian names have the form for a woman', () => {
    const { joiners } = planSample({ now: NOW, size: SAMPLE_SIZES.full, alone: false });
    const names = joiners.map(({ person }) => person.name);
    expect(names.filter((name) => /^(Елена|Наталья|Ольга|Мария|Анна) .*(ов|ев|ёв|ин|ский)$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(Сергей|Андрей|Иван|Виктор) .*(ова|ева|ёва|ина|ская)$/.test(name))).toEqual([]);
  });

  test('has staff in every store whose PINs the till would take', async () => {
    const { shop } = sample();
    for (const store of shop.stores.keys()) {
      const roles = shop.staff.filter((one) => one.store === store).map(({ role }) => role);
      expect(roles.filter((role) => role === 'cashier').length).toBeGreaterThanOrEqual(2);
      expect(roles).toEqual(expect.arrayContaining(['manager', 'installer']));
    }
    for (const { pin } of shop.staff) expect(checkPin(pin).ok).toBe(true);
    const [first] = await staffStates({ ...shop, staff: shop.staff.slice(0, 1) }, 'test');
    expect(staffState.safeParse(first).success).toBe(true);
  });
});

describe("the sample's history", () => {
  const plan = sample();
  const all = happenings(plan);

  test('is of records that the contract reads back, numbered as their tills number them', () => {
    const heads = plan.shop.tills.map(({ id, store }) => ({
      till: id,
      store: storeOf(plan.shop, store),
      incarnation: '018f0000-0000-7000-8000-000000000001' as never,
      seq: 1,
      hash: NO_HASH,
    }));
    for (const { till, draft, beside } of all) {
      const head = heads[till];
      if (head === undefined) throw new Error('a till that is not of the shop');
      const sealed = seal(head, draft, beside, (text) => createHash('sha256').update(text).digest('hex'));
      const read = readBody(sealed.sealed.body);
      expect(read.known && read.record).toEqual(sealed.record);
      if (draft.kind === 'sale' || draft.kind === 'return') {
        expect(readReceiptNumber(draft.number)).toMatchObject({
          value: { till: till + 1, ordinal: 1, seq: sealed.record.seq },
        });
      }
      heads[till] = { ...sealed.head } as never;
    }
  });

  test('goes forward at each till, ends yesterday, and leaves no shift open', () => {
    const last = plan.shop.tills.map(() => 0);
    const open = plan.shop.tills.map(() => false);
    for (const { till, draft } of all) {
      expect(draft.occurredAt).toBeGreaterThan(last[till] ?? 0);
      expect(draft.businessDay).toBe(civilDateAt(draft.occurredAt));
      expect((draft.businessDay ?? '') < plan.today).toBe(true);
      if (draft.kind === 'shiftOpened') open[till] = true;
      expect(open[till]).toBe(true);
      if (draft.kind === 'shiftClosed') open[till] = false;
      last[till] = draft.occurredAt;
    }
    expect(open).toEqual(plan.shop.tills.map(() => false));
  });

  test('has sums that hold: lines, VAT, tenders, entries, and what each shift says of itself', () => {
    let [sales, total] = [0, 0];
    for (const { draft } of all) {
      if (draft.kind === 'sale' || draft.kind === 'return') sumsHold(draft);
      if (draft.kind === 'shiftOpened') [sales, total] = [0, 0];
    }
    for (const index of plan.shop.tills.keys()) {
      for (const { draft } of all.filter(({ till }) => till === index)) {
        if (draft.kind === 'shiftOpened') [sales, total] = [0, 0];
        if (draft.kind === 'sale') [sales, total] = [sales + 1, total + draft.total];
        if (draft.kind === 'void') [sales, total] = [sales - 1, total - draft.total];
        if (draft.kind === 'return') total -= draft.total;
        if (draft.kind === 'shiftClosed') expect(draft).toMatchObject({ sales, total });
      }
    }
  });

  test('enrols everybody, spends only what is there, and leaves nobody below zero but by a return', () => {
    const standings = new Map<string, typeof EMPTY_STANDING>();
    let enrolled = 0;
    for (const { draft } of all) {
      if (draft.kind === 'enrolment') enrolled++;
      for (const entry of draft.entries) {
        const standing = fold(standings.get(entry.member) ?? EMPTY_STANDING, [entry]);
        if (draft.kind === 'sale') expect(entry.lot).not.toBeNull();
        standings.set(entry.member, standing);
      }
    }
    expect(enrolled).toBe(plan.joiners.length);
    const kinds = new Set(all.map(({ draft }) => draft.kind));
    expect([...kinds].sort()).toEqual(['enrolment', 'return', 'sale', 'shiftClosed', 'shiftOpened', 'void']);
    const sold = all.flatMap(({ draft }) => (draft.kind === 'sale' ? [draft] : []));
    const withMember = sold.filter(({ member }) => member !== null).length / sold.length;
    expect(withMember).toBeGreaterThan(0.45);
    expect(withMember).toBeLessThan(0.75);
    expect(sold.some(({ spent }) => spent > 0)).toBe(true);
  });

  test('keeps shop hours on both sides of a change of the clocks', () => {
    expect(new Date(instantOf('2026-10-24' as never, 8 * 60)).toISOString()).toBe('2026-10-24T05:00:00.000Z');
    expect(new Date(instantOf('2026-10-26' as never, 8 * 60)).toISOString()).toBe('2026-10-26T06:00:00.000Z');
  });
});

function sumsHold(receipt: Sale | Return): void {
  const discount = sumBani(receipt.lines.map((line) => line.discount));
  const gross = sumBani(receipt.lines.map((line) => line.gross));
  expect(gross - discount).toBe(receipt.total);
  expect(sumBani(receipt.vat.map((line) => line.total))).toBe(receipt.total);
  expect(sumBani(receipt.tenders.map(({ amount }) => amount))).toBe(receipt.total);
  const moved = sumPoints(receipt.entries.map((entry) => entry.points));
  expect(moved).toBe(receipt.kind === 'sale' ? receipt.earned - receipt.spent : receipt.spentBack - receipt.earnedBack);
}
