import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from './run.ts';

let dir = '';
let said: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-scenario-'));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    said.push(String(line));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const GOOD = {
  name: 'a point for each full 10 lei',
  programme: {
    format: 2,
    version: 1,
    name: 'shop',
    earning: [{ id: 'money', gives: { type: 'perMoney', points: 1, per: 1000 } }],
  },
  catalogue: [{ sku: 'mug', category: 'things', price: 10_000, vat: 2000 }],
  members: [{ id: 'ana' }],
  start: '2026-11-21T10:00:00+02:00',
  steps: [{ do: 'sale', member: 'ana', basket: [{ sku: 'mug', qty: 1 }], expect: { earned: 10 } }],
};

function file(name: string, content: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('files that come out as they say: one line each, and 0', async () => {
  expect(await run([file('a.json', GOOD), file('b.json', GOOD)])).toBe(0);
  expect(said).toHaveLength(3);
  expect(said[0]).toMatch(/^ok .*a\.json: a point for each full 10 lei$/);
  expect(said.at(-1)).toBe('2 passed, 0 failed');
});

test('the first difference is told with what was expected, what came, and why; and 1', async () => {
  const [step] = GOOD.steps;
  const wrong = { ...GOOD, steps: [{ ...step, expect: { earned: 11, spent: 0 } }] };
  expect(await run([file('wrong.json', wrong), file('good.json', GOOD)])).toBe(1);
  expect(said[0]).toMatch(/^FAILED .*wrong\.json/);
  expect(said[1]).toContain('steps[0] (sale): earned: expected 11, came 10');
  expect(said.join('\n')).toContain('earn.perMoney');
  expect(said.at(-1)).toBe('1 passed, 1 failed');
});

test('a file without the form is refused with the path of the wrong field, and nothing runs', async () => {
  const bad = { ...GOOD, steps: [{ do: 'sale', member: 'ana', basket: [{ sku: 'mug', qtty: 1 }] }] };
  expect(await run([file('good.json', GOOD), file('bad.json', bad)])).toBe(1);
  expect(said.every((line) => line.startsWith('refused'))).toBe(true);
  expect(said.join('\n')).toContain('steps[0].basket[0]');
});

test('a fault in the programme is told with its path below `programme`', async () => {
  const programme = {
    ...GOOD.programme,
    earning: [{ id: 'money', gives: { type: 'perMoney', points: -1, per: 1000 } }],
  };
  expect(await run([file('bad.json', { ...GOOD, programme })])).toBe(1);
  expect(said.join('\n')).toContain('programme.earning[0].gives.points');
});

test('a step that is refused leaves everything as it was', async () => {
  const steps = [
    { do: 'sale', member: 'nobody', basket: [{ sku: 'mug', qty: 1 }], expect: { refused: 'member.unknown' } },
    { do: 'return', of: 'never', expect: { refused: 'receipt.unknown' } },
    { do: 'check', member: 'ana', expect: { balance: 0, purchases: 0 } },
  ];
  expect(await run([file('refused.json', { ...GOOD, steps })])).toBe(0);
});

test('what is no JSON, or not there, is refused and nothing runs', async () => {
  expect(await run([file('no.json', '{'), join(dir, 'none.json')])).toBe(1);
  expect(said).toHaveLength(2);
});

test('a gift card step names a card or a member, and not both', async () => {
  for (const whose of [{}, { card: 'G1', member: 'ana' }]) {
    said = [];
    const bad = { ...GOOD, steps: [{ do: 'giftcard', amount: 100, ...whose }] };
    expect(await run([file('bad.json', bad)])).toBe(1);
    expect(said.join('\n')).toContain('steps[0]: a card or a member');
  }
});
