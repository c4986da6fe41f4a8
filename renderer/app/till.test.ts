import { beforeEach, expect, test } from 'vitest';
import type { TillView } from '../../contract/till/views.ts';
import type { Language } from '../../domain/person/person.ts';
import { asking } from '../client/asking.ts';
import { createWindowStore, type WindowStore } from './state.ts';
import { Till } from './till.ts';

/** A window on a line that the test holds in its hands. */
let store: WindowStore;
let till: Till;
let sent: { readonly id: number; readonly input: unknown }[];
let line: ReturnType<typeof asking>;

beforeEach(() => {
  sent = [];
  line = asking({
    send(message) {
      sent.push(message);
      return true;
    },
  });
  store = createWindowStore();
  till = new Till(line, store, () => undefined);
  till.listen(() => 0);
  shows('ro');
});
/** The till's view comes, in which this language is set. */
function shows(language: Language): void {
  // Only what the language hangs on; whole views are the till's to make.
  const view = { stage: 'openShift', staff: null, settings: { language }, counter: { scan: null, last: null } };
  line.arrived({ type: 'view', view: view as TillView });
}
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
async function answers(n: number): Promise<void> {
  line.arrived({ type: 'answer', id: sent[n]?.id, ok: true, value: null });
  await settled();
}
const language = (): Language => store.getState().language;

test('the key of the language goes on from what is shown, also before the till has said a word of the last time', async () => {
  till.nextLanguage();
  till.nextLanguage();
  expect(language()).toBe('en');
  shows('ru');
  await answers(0);
  expect(language()).toBe('en');
  till.nextLanguage();
  expect(language()).toBe('ro');
  shows('en');
  await answers(1);
  expect(language()).toBe('ro');
  shows('ro');
  await answers(2);
  expect(language()).toBe('ro');
  expect(sent.map(({ input }) => input)).toEqual([{ language: 'ru' }, { language: 'en' }, { language: 'ro' }]);
});

test('a language that was set elsewhere is taken over', async () => {
  shows('ru');
  expect(language()).toBe('ru');
  till.nextLanguage();
  shows('en');
  await answers(0);
  shows('ro');
  expect(language()).toBe('ro');
});
