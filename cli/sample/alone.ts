import type { State } from '../../contract/sync/states.ts';
import type { NewUuid } from '../../domain/identity/ids.ts';
import { recordId } from '../../domain/identity/ids.ts';
import type { Beside, RecordDraft } from '../../domain/record/record.ts';
import { type OnHistory, openBook, writeHistory } from './books.ts';
import type { Sample } from './plan.ts';
import { productStates, staffStates, storeOf, tillStates } from './shop.ts';

/**
 * Makes a shop without a centre in the till's folder `dir`: two records bring what a chain would say (its rules and
 * people; its goods), the rest is history. Chance is handed in.
 */
export async function fillAlone(
  sample: Sample,
  dir: string,
  chance: { readonly newUuid: NewUuid; readonly randomBytes: (count: number) => Uint8Array },
  onHistory: OnHistory,
): Promise<void> {
  const [till] = sample.shop.tills;
  if (till === undefined) throw new RangeError('A shop alone has one till.');
  const given = { till: till.id, store: storeOf(sample.shop, till.store), number: till.number, centre: null };
  const book = openBook(dir, { ...given, ordinal: 1, previous: null }, chance.newUuid, sample.setUpMs);
  try {
    const { chain, stores, programme } = sample.shop;
    const rules: State[] = [
      { ...chain, name: stores[0]?.name ?? chain.name },
      ...stores,
      ...tillStates(sample.shop),
      ...(await staffStates(sample.shop, sample.seed)),
      { kind: 'programme', programme },
    ];
    const sayings = [rules, productStates(sample.shop)].map((states, i) => ({
      draft: statesDraft(chance.newUuid, sample.setUpMs + 1000 * (i + 1)),
      beside: besideOf(chance.randomBytes, states),
    }));
    book.ledger.appendAll(sayings);
    await writeHistory(sample, [book], onHistory, async () => undefined);
  } finally {
    book.ledger.close();
  }
}

function besideOf(randomBytes: (count: number) => Uint8Array, states: readonly State[]): Beside {
  return { salt: Buffer.from(randomBytes(16)).toString('hex'), text: JSON.stringify(states) };
}

function statesDraft(newUuid: NewUuid, occurredAt: number): RecordDraft {
  return {
    kind: 'setting',
    topic: 'states',
    entries: [],
    id: recordId(newUuid()),
    shift: null,
    businessDay: null,
    staff: null,
    programmeVersion: null,
    reverses: null,
    occurredAt,
  };
}
