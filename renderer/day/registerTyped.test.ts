import { expect, test } from 'vitest';
import { vatRate } from '../../domain/amount/quantity.ts';
import { isAmount, isReadable, NOTHING_TYPED, registerInput } from './registerTyped.ts';

const RATES = [vatRate(2000), vatRate(800)];

test('what is empty is left out, and nothing typed leaves the file where it is', () => {
  expect(registerInput(NOTHING_TYPED, RATES)).toEqual({ total: '', vat: [], tenders: [] });
  expect(
    registerInput({ total: ' 412 304,50 ', vat: { 800: '1,5', 2000: '  ' }, tenders: { cash: '0' } }, RATES),
  ).toEqual({
    total: '412 304,50',
    vat: [{ rate: 800, total: '1,5' }],
    tenders: [{ kind: 'cash', total: '0' }],
  });
});

test('an amount may be nothing and below zero; what cannot be read is not sent while it is typed', () => {
  for (const good of ['', '0', '0,00', '12', '12,5', '1 234,50', '-5,00', '−5'])
    expect(isAmount(good), good).toBe(true);
  for (const bad of ['abc', '1.234', '12,345', '--5', ',']) expect(isAmount(bad), bad).toBe(false);
  expect(isReadable({ ...NOTHING_TYPED, total: '12', vat: { 800: 'x' } })).toBe(false);
});
