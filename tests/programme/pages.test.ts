import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectDir } from '../../cli/places.ts';
import { readProgramme } from '../../contract/programme/form.ts';
import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';

const NAMES = ['PROGRAMME', 'EARNING', 'OFFERS', 'MEMBERS', 'POLICIES', 'RECIPES'];
const pages = NAMES.map((name) => ({
  name,
  text: readFileSync(join(projectDir(), 'resources', 'programme', `${name}.md`), 'utf8'),
}));

/** An example of a page: JSON under a mark `<!-- programme -->` or `<!-- programme: PLACE -->`. */
interface Example {
  readonly at: string;
  readonly place: string;
  readonly json: unknown;
}

const examples = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/<!-- programme(?:: (\w+))? -->\n```json\n([\s\S]*?)```/g)].map(
    (found, i): Example => ({
      at: `${name}, example ${i + 1}`,
      place: found[1] ?? '',
      json: JSON.parse(found[2] ?? ''),
    }),
  ),
);

/** What fragments may speak of: a card, two levels, a coupon for later. */
const around = {
  format: 2,
  version: 1,
  name: 'Example',
  stampCards: [{ id: 'coffee-card' }],
  tiers: {
    by: 'spend',
    window: { type: 'ever' },
    levels: [
      { id: 'silver', from: 1 },
      { id: 'gold', from: 2 },
    ],
  },
};
const off = { type: 'amountOff', amount: 100 };
const thanks = { id: 'thanks', trigger: { type: 'code', issued: true }, effect: off };
const chosen = { type: 'perPoint', points: 1, value: 10 };

function typeOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
}

/** The programme that an example makes, put where its mark says. */
function programmeWith({ place, json }: Example): object {
  const offer = (more: object): object => ({
    ...around,
    offers: [{ id: 'o', trigger: { type: 'automatic' }, effect: off, ...more }, thanks],
  });
  switch (place) {
    case '':
      return { ...around, ...Object(json) };
    case 'filter':
      return { ...around, excluded: json };
    case 'when':
      return offer({ when: json });
    case 'trigger':
      return offer({ trigger: json, effect: typeOf(json) === 'perPoint' ? { type: 'pointsValue' } : off });
    case 'effect':
      return offer({ effect: json, trigger: typeOf(json) === 'pointsValue' ? chosen : { type: 'automatic' } });
    case 'gives':
      return { ...around, earning: [{ id: 'r', gives: json }] };
    case 'expiry':
      return { ...around, lots: { expiry: json } };
    case 'policies':
      return { ...around, policies: json };
    default:
      throw new Error(`no example goes to "${place}"`);
  }
}

test.each(examples.map((example) => [example.at, example] as const))('%s is a programme', (_, example) => {
  const read = readProgramme(programmeWith(example));
  expect(read.ok ? [] : read.faults).toEqual([]);
});

describe('the pages say everything', () => {
  test('each block of JSON is an example that is checked', () => {
    const blocks = pages.flatMap(({ text }) => [...text.matchAll(/^```json/gm)]);
    expect(examples).toHaveLength(blocks.length);
  });

  test('each construct has an example', () => {
    const types = (text: string): Set<string> =>
      new Set([...text.matchAll(/"type": ?"(\w+)"/g)].map((found) => found[1] ?? ''));
    const whole = readFileSync(new URL('./whole.json', import.meta.url), 'utf8');
    const shown = types(JSON.stringify(examples));
    expect([...types(whole)].filter((type) => !shown.has(type))).toEqual([]);
  });

  test('each key of a programme, a rule, an offer or a condition is named', () => {
    const text = pages.map((page) => page.text).join('\n');
    const keys = new Set(
      [...readFileSync(new URL('./whole.json', import.meta.url), 'utf8').matchAll(/"(\w+)":/g)].map(
        (found) => found[1] ?? '',
      ),
    );
    expect([...keys].filter((key) => !new RegExp(`["\`]${key}["\`]`).test(text))).toEqual([]);
  });

  test('each policy has its example, and the defaults are those', () => {
    const page = pages.find(({ name }) => name === 'POLICIES')?.text ?? '';
    const headings = [...page.matchAll(/^### `(\w+)`/gm)].map((found) => found[1]);
    expect(headings.toSorted()).toEqual(Object.keys(DEFAULT_POLICIES).sort());
    expect(examples.find(({ place }) => place === 'policies')?.json).toEqual(DEFAULT_POLICIES);
  });

  test('links lead somewhere', () => {
    for (const { text } of pages) {
      for (const [, to = ''] of text.matchAll(/\]\((\w[\w.]*)\)/g)) {
        expect(() => readFileSync(join(projectDir(), 'resources', 'programme', to))).not.toThrow();
      }
    }
  });
});
