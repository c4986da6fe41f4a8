import { describe, expect, test } from 'vitest';
import type { MemberDeeds } from '../../contract/till/deeds.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { refuse } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../words/refusals.ts';
import { wordsOf } from '../words/words.ts';
import { linesOf } from './lines.ts';

const ALL: MemberDeeds = {
  transfer: { least: points(10), most: points(1500) },
  events: [
    { event: 'review', names: ['recenzie', 'prima recenzie'], points: points(5), stamps: 1 },
    { event: 'survey', names: ['chestionar'], points: points(0), stamps: 0 },
  ],
  referral: {
    referrerPoints: points(50),
    friendPoints: points(30),
    spendFrom: bani(20_000),
    withinDays: 60,
    broughtBy: null,
    why: null,
  },
  claims: { days: 7 },
};
const NONE: MemberDeeds = { transfer: null, events: [], referral: null, claims: null };
const ro = wordsOf('ro');
const open = (deeds: MemberDeeds, role: 'cashier' | 'manager' | 'installer' = 'manager') =>
  linesOf(ro, deeds, role).flatMap(({ page, allowed }) => (allowed ? [page] : []));
const textOf = (deeds: MemberDeeds, page: string) => linesOf(ro, deeds, 'manager').find((line) => line.page === page);

describe('the list of deeds', () => {
  test('has the same places whatever is allowed', () => {
    const places = (deeds: MemberDeeds) => linesOf(ro, deeds, 'cashier').map(({ page }) => page);
    expect(places(ALL)).toEqual(['claim', 'event', 'transfer', 'refer', 'goodwill']);
    expect(places(NONE)).toEqual(places(ALL));
  });

  test('opens what the programme and the role allow, and nothing else', () => {
    expect(open(ALL)).toEqual(['claim', 'event', 'transfer', 'refer', 'goodwill']);
    expect(open(ALL, 'cashier')).toEqual(['claim', 'event', 'transfer', 'refer']);
    expect(open(ALL, 'installer')).toEqual([]);
    expect(open(NONE)).toEqual(['goodwill']);
  });

  test('tells the programme’s figures', () => {
    expect(textOf(ALL, 'claim')?.text).toContain('7 zile');
    expect(textOf(ALL, 'event')?.text).toBe('recenzie, prima recenzie · chestionar');
    expect(textOf(ALL, 'transfer')?.text).toMatch(/10.*1\u00A0500/);
    expect(textOf(ALL, 'refer')?.text).toMatch(/200,00.*30.*50/);
  });

  test('says why one cannot be done: what the programme lacks, who was noted, too little to give', () => {
    expect(textOf(NONE, 'transfer')?.text).toBe(refusalText(ro, refuse('transfer.notAllowed')));
    expect(textOf(NONE, 'claim')?.text).toBe(refusalText(ro, refuse('claim.notAllowed')));
    expect(textOf(NONE, 'refer')?.text).toBe(refusalText(ro, refuse('refer.notAllowed')));
    expect(textOf({ ...ALL, transfer: { least: points(10), most: points(9) } }, 'transfer')).toMatchObject({
      allowed: false,
      text: ro.say('deeds.transferNone', { least: 10, most: 9 }),
    });
    const referral = ALL.referral;
    if (referral === null) throw new Error('there is a referral');
    const why = refuse('refer.notNew');
    expect(textOf({ ...ALL, referral: { ...referral, broughtBy: 'Ana', why } }, 'refer')?.text).toContain('Ana');
    expect(textOf({ ...ALL, referral: { ...referral, why } }, 'refer')?.text).toBe(refusalText(ro, why));
  });

  test.each(LANGUAGES)('is whole in %s', (language) => {
    for (const role of ['cashier', 'manager', 'installer'] as const) {
      for (const { text } of [...linesOf(wordsOf(language), ALL, role), ...linesOf(wordsOf(language), NONE, role)]) {
        expect(text).not.toMatch(/[{}…]|undefined|NaN/);
        expect(text.length).toBeGreaterThan(5);
      }
    }
  });
});
