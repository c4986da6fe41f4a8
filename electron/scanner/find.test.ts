import { describe, expect, test } from 'vitest';
import { findAgain, findScanner, type ListedPort, labelOf, markOf } from './find.ts';

const port = (path: string, vendorId: string | null, productId: string | null, serialNumber: string | null = null) =>
  ({ path, vendorId, productId, serialNumber, manufacturer: null }) satisfies ListedPort;

const BUILT_IN = port('/dev/ttyS0', null, null);
const FTDI = port('COM3', '0403', '6001', 'FT1');
const NEWLAND = port('COM4', '1EAB', '0006', 'N1');

describe('auto', () => {
  test('a make of scanners goes before adapters and built-in ports', () => {
    expect(findScanner([BUILT_IN, FTDI, NEWLAND], null)).toBe(NEWLAND);
  });
  test('one adapter alone is it; of two none, one may be the fiscal printer', () => {
    expect(findScanner([BUILT_IN, FTDI], null)).toBe(FTDI);
    expect(findScanner([FTDI, port('COM9', '067b', '2303')], null)).toBeNull();
    expect(findScanner([BUILT_IN], null)).toBeNull();
  });
  test('the device that was used before goes before everything, under whichever port', () => {
    const moved = { ...FTDI, path: 'COM17' };
    expect(findScanner([NEWLAND, moved], markOf(FTDI))).toBe(moved);
  });
});

describe('found again', () => {
  test('by its serial number, among others of its kind, whatever the letters of its ids', () => {
    const moved = { ...NEWLAND, path: 'COM8', vendorId: '1eab' };
    const mark = markOf(NEWLAND);
    expect(mark !== null && findAgain([port('COM4', '1eab', '0006', 'N2'), moved], mark)).toBe(moved);
  });
  test('without a serial number only when there is one of its kind', () => {
    const nameless = port('COM4', '1a86', '7523');
    const mark = markOf(nameless);
    expect(mark !== null && findAgain([nameless], mark)).toBe(nameless);
    expect(mark !== null && findAgain([nameless, { ...nameless, path: 'COM5' }], mark)).toBeNull();
  });
  test('a built-in port has no mark', () => {
    expect(markOf(BUILT_IN)).toBeNull();
  });
});

test('an installer sees the make where it is known', () => {
  expect(labelOf(NEWLAND)).toBe('COM4 · Newland (N1)');
  expect(labelOf(BUILT_IN)).toBe('/dev/ttyS0');
});
