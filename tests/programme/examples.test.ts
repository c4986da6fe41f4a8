import { describe, expect, test } from 'vitest';
import { readScenario } from '../../cli/scenario/form.ts';
import { play } from '../../cli/scenario/play.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';
import { POLICIES, policyPath } from '../../renderer/programme/constructs/policies.ts';
import { put } from '../../renderer/programme/json.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { EXAMPLES } from './examples.ts';
import { BREAD, CHEESE, COFFEE, MILK, WINE } from './stories.ts';

/**
 * The editor tells each choice of each policy by an example with figures. Here each is played by the rules themselves:
 * what it starts from and what comes of it must be exactly the numbers that stand in the words of every language.
 */

const CHOICES = POLICIES.flatMap(({ policies }) => policies).flatMap((policy) =>
  policy.choices.map((choice) => ({ policy, choice, name: choice.label.replace(/^policy\./, '') })),
);

/** Numbers as they stand in a text: `16,20`, `0.05`; those within a word (VARA10) are none. */
const numbersIn = (text: string): number[] =>
  [...text.matchAll(/(?<![\p{L}\d.,])\d+(?:[.,]\d+)?/gu)].map(([number]) => Number(number.replace(',', '.')));
const asSet = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

test('every choice of every policy has its example', () => {
  expect(CHOICES.map(({ name }) => name).sort()).toEqual(Object.keys(EXAMPLES).sort());
  expect(new Set(CHOICES.map(({ policy }) => policy.path[0]))).toEqual(new Set(Object.keys(DEFAULT_POLICIES)));
});

describe.each(CHOICES)('$name', ({ policy, choice, name }) => {
  const { given = [], comes = [], story } = EXAMPLES[name] ?? {};

  test('comes out as it says', () => {
    const told = story?.(...comes);
    if (told === undefined) throw new Error('every choice has its example');
    const programme = {
      ...{ format: 2, version: 1, name: 'shop' },
      ...told.programme,
      policies: { ...told.policies },
    };
    const read = readScenario(
      JSON.stringify({
        name,
        programme: put(JSON.parse(JSON.stringify(programme)), policyPath(policy), choice.value),
        catalogue: [MILK, CHEESE, COFFEE, WINE, BREAD].map((sku) => ({ sku, category: sku, price: 1000 })),
        members: [{ id: 'ana', joined: '2026-01-10', ...told.ana }],
        start: told.start ?? '2026-11-21T10:00:00+02:00',
        steps: told.steps,
      }),
    );
    expect(read.ok ? [] : read.faults).toEqual([]);
    if (read.ok) expect(play(read.scenario)).toBeNull();
  });

  test.each(LANGUAGES)('has just these figures in %s', (language) => {
    const text = wordsOf(language).say(choice.example);
    expect(asSet(numbersIn(text)), text).toEqual(asSet([...given, ...comes]));
    expect(given.length, 'an example has figures').toBeGreaterThan(0);
  });
});
