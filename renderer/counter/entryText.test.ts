import { expect, test } from 'vitest';
import { readEntry } from './entryText.ts';

test.each([
  ['', { kind: 'nothing' }],
  ['12,50', { kind: 'amount', text: '12,50' }],
  ['12.5', { kind: 'amount', text: '12.5' }],
  ['3*12,50', { kind: 'amount', text: '3*12,50' }],
  ['3 x 45', { kind: 'amount', text: '3*45' }],
  ['3х45', { kind: 'amount', text: '3*45' }],
  ['3*', { kind: 'quantity', quantity: '3' }],
  ['0,385 *', { kind: 'quantity', quantity: '0,385' }],
  ['4840099007070', { kind: 'code', text: '4840099007070' }],
  ['2*4840099007070', { kind: 'code', text: '2*4840099007070' }],
  ['R0001010066668', { kind: 'code', text: 'R0001010066668' }],
  ['-5', { kind: 'code', text: '-5' }],
  ['VARA10', { kind: 'code', text: 'VARA10' }],
  ['K7M2-QX4T', { kind: 'code', text: 'K7M2-QX4T' }],
  ['7UP', { kind: 'name', quantity: null, name: '7UP' }],
  ['Lapte 2', { kind: 'name', quantity: null, name: 'Lapte 2' }],
  ['lapte 2,5', { kind: 'name', quantity: null, name: 'lapte 2,5' }],
  ['3*cafea', { kind: 'name', quantity: '3', name: 'cafea' }],
  ['молоко', { kind: 'name', quantity: null, name: 'молоко' }],
  ['хлеб', { kind: 'name', quantity: null, name: 'хлеб' }],
])('%j is read as what the cashier meant', (typed, meaning) => {
  expect(readEntry(typed)).toEqual(meaning);
});
