import { describe, expect, test } from 'vitest';
import { wordsOf } from '../words/words.ts';
import { placeOf, valueText } from './describing.ts';
import { type Change, difference } from './difference.ts';
import { blankProgramme } from './draft.ts';
import { at, type Json, put } from './json.ts';

const ro = wordsOf('ro');

const coffee: Json = {
  id: 'coffee',
  name: { ro: 'Cafea', ru: 'Кофе', en: 'Coffee' },
  active: true,
  trigger: { type: 'automatic' },
  when: { weekdays: [1, 2] },
  effect: { type: 'percentOff', percent: 1000, mostUnits: null, which: 'cheapest', cap: null },
};
const summer: Json = { id: 'summer', name: 'Vara', trigger: { type: 'code', codes: ['VARA10'], issued: false } };
const before = put(blankProgramme(), ['offers'], [coffee, summer]);

const shown = (changes: readonly Change[]): string[] => changes.map(({ what, path }) => `${what} ${path.join('.')}`);

test('nothing changed is no change, whatever version it is', () => {
  expect(difference(before, put(put(before, ['version'], 7), ['startsAtMs'], 99))).toEqual([]);
});

test('a key that is left out is as null', () => {
  expect(difference(before, put(before, ['offers', 1, 'group'], null))).toEqual([]);
});

test('a thing is the same thing wherever it stands', () => {
  const turned = put(before, ['offers'], [summer, coffee]);
  expect(shown(difference(before, turned))).toEqual(['moved offers']);
  const less = put(before, ['offers'], [put(summer, ['name'], 'Vara 2')]);
  expect(shown(difference(before, less))).toEqual(['changed offers.0.name', 'removed offers.0']);
  const more = put(before, ['offers', 2], { id: 'new', name: 'Nou' });
  expect(shown(difference(before, more))).toEqual(['added offers.2']);
});

test('an effect of another type changed as a whole, one of the same type by its parts', () => {
  const other = put(before, ['offers', 0, 'effect'], { type: 'points', points: 5 });
  expect(shown(difference(before, other))).toEqual(['changed offers.0.effect']);
  const part = put(before, ['offers', 0, 'effect', 'percent'], 1500);
  expect(shown(difference(before, part))).toEqual(['changed offers.0.effect.percent']);
});

describe('in words', () => {
  test('a change says where, what it was and what it is', () => {
    const after = put(before, ['offers', 0, 'effect', 'percent'], 1500);
    const [change] = difference(before, after);
    if (change === undefined) throw new Error('there is a change');
    const { names, shape } = placeOf(ro, after, change.path);
    expect(names.join(' › ')).toBe('Oferte › „Cafea” › Ce face › Procent');
    expect(valueText(ro, before, shape, change.before)).toBe('10 %');
    expect(valueText(ro, after, shape, change.after)).toBe('15 %');
  });

  test('a whole thing is told by its parts', () => {
    const { shape } = placeOf(ro, before, ['offers', 0, 'effect']);
    expect(valueText(ro, before, shape, at(before, ['offers', 0, 'effect']))).toBe(
      'Procent reducere (procent: 10 %, care bucăți întâi: cele mai ieftine)',
    );
    const days = placeOf(ro, before, ['offers', 0, 'when', 'weekdays']);
    expect(valueText(ro, before, days.shape, [1, 2])).toBe('luni, marți');
  });

  test('a policy is called by its question, its choices by their answers', () => {
    const { names, shape } = placeOf(ro, before, ['policies', 'rounding', 'mode']);
    expect(names).toEqual(['Politici', 'Rotunjirea', 'Cum se rotunjesc banii']);
    expect(valueText(ro, before, shape, 'floor')).toBe('În jos');
  });

  test('a place that the editor does not know stands for itself', () => {
    expect(placeOf(ro, before, ['offers', 0, 'colour', 'deep'])).toEqual({
      names: ['Oferte', '„Cafea”', 'colour', 'deep'],
      shape: null,
    });
  });
});
