import type { Pin, State } from '../../../contract/sync/states.ts';
import type { Request } from '../../../contract/till/api.ts';
import { type StaffId, type StoreId, staffId, storeId, type TillId, tillId } from '../../../domain/identity/ids.ts';
import { LONGEST_NAME } from '../../../domain/person/person.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { checkPin, makePin } from '../../staff/pin.ts';
import { takeIdentity } from '../identity.ts';
import type { TillIdentity } from '../links.ts';
import { beside, type Workings, write } from '../workings.ts';
import { PROGRAMME_AT_FIRST, RULES_AT_FIRST } from './first.ts';

/**
 * `setup.alone`: a shop without a centre. One record brings its first states (chain, store, till, manager, programme),
 * as a pull would bring a chain's; from then on nothing is missing but the chain.
 */
export async function setUpAlone(w: Workings, input: Request<'setup.alone'>): Promise<Outcome<null>> {
  if (isSetUp(w)) return refused('setup.already');
  const [store, manager] = [input.store.trim(), input.manager.trim()];
  if (store === '' || manager === '') return refused('name.empty');
  if (store.length > LONGEST_NAME || manager.length > LONGEST_NAME) {
    return refused('name.tooLong', { most: LONGEST_NAME });
  }
  const checked = checkPin(input.pin);
  if (!checked.ok) return checked;
  const pin = await makePin(checked.value, w.randomBytes(16));
  // Another window may have set it up while the PIN was made.
  if (isSetUp(w)) return refused('setup.already');
  const identity = w.identity() ?? begin(w);
  w.began(identity);
  const states = firstStates({
    till: identity.till,
    store: identity.store,
    manager: staffId(w.newUuid()),
    storeName: store,
    managerName: manager,
    pin,
    language: input.language,
  });
  w.settings.change({ language: input.language });
  const { seq } = write(w, { kind: 'setting', topic: 'states', entries: [] }, { beside: beside(w, states) });
  await w.links.sync.folded(seq);
  w.rules.forget();
  return done(null);
}

/**
 * False also where the power failed between the first record of a shop alone and the one that brings its manager:
 * nobody could sign in there, so setting up goes on.
 */
export function isSetUp(w: Workings): boolean {
  const identity = w.identity();
  return identity !== null && (identity.centre !== null || (w.ledger.head()?.seq ?? 0) > 1);
}

function begin(w: Workings): TillIdentity {
  const given = { till: tillId(w.newUuid()), store: storeId(w.newUuid()), number: 1, centre: null };
  return takeIdentity(w.ledger, { ...given, ordinal: 1, previous: null }, w.newUuid, w.clock());
}

function firstStates(of: {
  readonly till: TillId;
  readonly store: StoreId;
  readonly manager: StaffId;
  readonly storeName: string;
  readonly managerName: string;
  readonly pin: Pin;
  readonly language: Request<'setup.alone'>['language'];
}): State[] {
  return [
    { kind: 'chain', name: of.storeName, ...RULES_AT_FIRST },
    { kind: 'store', id: of.store, name: of.storeName, address: '' },
    { kind: 'till', id: of.till, store: of.store, number: 1 },
    {
      kind: 'staff',
      id: of.manager,
      store: of.store,
      name: of.managerName,
      role: 'manager',
      language: of.language,
      pin: of.pin,
      active: true,
    },
    { kind: 'programme', programme: PROGRAMME_AT_FIRST },
  ];
}
