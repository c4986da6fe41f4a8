import { describe, expect, test } from 'vitest';
import { civilDate } from '../calendar/civil.ts';
import type { Person } from '../person/person.ts';
import { likelySame, mergedPerson } from './person.ts';

const ana = (of: Partial<Person> = {}): Person => ({
  name: 'Ana Rusu',
  callName: '',
  phone: null,
  language: 'ro',
  birthday: null,
  marketing: true,
  ...of,
});
const exactly = (a: string, b: string): boolean => a === b;

describe('one person of several', () => {
  test('goes by the first; what that one left out the others tell', () => {
    const birthday = civilDate('1990-11-21');
    const pin = { salt: 's', hash: 'h', cost: 2 };
    expect(mergedPerson([ana(), ana({ name: 'Anna', phone: '+37369123456', birthday, pin })])).toEqual(
      ana({ phone: '+37369123456', birthday, pin }),
    );
    expect(mergedPerson([ana({ phone: '+37369000001' }), ana({ phone: '+37369123456' })])?.phone).toBe('+37369000001');
  });

  test('allows marketing only where all do; who is erased says nothing any more', () => {
    expect(mergedPerson([ana(), ana({ marketing: false })])?.marketing).toBe(false);
    expect(mergedPerson([null, ana({ name: 'Anna' })])).toEqual(ana({ name: 'Anna' }));
    expect(mergedPerson([null, null])).toBeNull();
  });
});

test('two are likely one by their phone, or by name and birthday together', () => {
  const birthday = civilDate('1990-11-21');
  expect(likelySame(ana({ phone: '+37369123456' }), ana({ name: 'Ion', phone: '+37369123456' }), exactly)).toBe(
    'phone',
  );
  expect(likelySame(ana({ birthday }), ana({ birthday }), exactly)).toBe('birthday');
  expect(likelySame(ana({ birthday }), ana({ name: 'Ion', birthday }), exactly)).toBeNull();
  expect(likelySame(ana(), ana(), exactly)).toBeNull();
});
