/**
 * Other ways in which people naturally write the same thing in a scenario, each brought to the one that the form names
 * (form.ts), before it is read. What is not known here stays as it is, and is refused with its path.
 */
export function asTheFormSays(raw: unknown): unknown {
  if (!isRaw(raw)) return raw;
  const { members, catalogue, steps } = raw;
  return {
    ...raw,
    ...(Array.isArray(members) ? { members: members.map((one: unknown) => brought(member(one), raw['start'])) } : {}),
    ...(Array.isArray(catalogue) ? { catalogue: catalogue.map((one) => without(one, ['ean', 'barcode'])) } : {}),
    ...(Array.isArray(raw['giftcards']) ? { giftcards: raw['giftcards'].map(giftCard) } : {}),
    ...(Array.isArray(steps) ? { steps: steps.map(step) } : {}),
  };
}

type Raw = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, string>>;

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Renames keys, unless the right one is there too: then the other is one too many, and is refused. */
function renamed(value: unknown, names: Names): unknown {
  if (!isRaw(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const to = names[key];
      return [to !== undefined && !(to in value) ? to : key, one];
    }),
  );
}

function without(value: unknown, keys: readonly string[]): unknown {
  return isRaw(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) : value;
}

/** Applies `to` to the value of a key, where there is one. */
function inside(value: unknown, key: string, to: (one: unknown) => unknown): unknown {
  return isRaw(value) && key in value ? { ...value, [key]: to(value[key]) } : value;
}

const each =
  (to: (one: unknown) => unknown) =>
  (list: unknown): unknown =>
    Array.isArray(list) ? list.map(to) : list;

/** One thing where a list is meant. */
const listed = (value: unknown): unknown => (Array.isArray(value) || value === null ? value : [value]);

/** Letters only, in small: "gift card", "giftCard" and "gift-card" are one. */
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** What a member is called and reached by is no matter of the rules. */
const PERSONAL = ['name', 'phone', 'email', 'language'];
const member = (one: unknown): unknown => without(one, PERSONAL);

/** One sum for all that was spent or earned before: of the day of the start. */
function brought(one: unknown, start: unknown): unknown {
  const day = typeof start === 'string' ? start.slice(0, 10) : start;
  const listOf = (key: string) => (sum: unknown) => (typeof sum === 'number' ? [{ day, [key]: sum }] : sum);
  return inside(inside(one, 'spend', listOf('bani')), 'earned', listOf('points'));
}

const GOODS: Names = { product: 'sku', quantity: 'qty' };
const line = (one: unknown): unknown => renamed(one, GOODS);
const giftCard = (one: unknown): unknown =>
  renamed(one, { code: 'card', number: 'card', id: 'card', balance: 'amount' });

function reward(one: unknown): unknown {
  if (typeof one === 'string') return { reward: one };
  return renamed(one, { offer: 'reward', id: 'reward', product: 'sku', quantity: 'times', qty: 'times' });
}

const TENDER: Names = {
  type: 'kind',
  tender: 'kind',
  by: 'kind',
  method: 'kind',
  code: 'card',
  number: 'card',
  giftcard: 'card',
  giftCard: 'card',
};

/** A list, or an object of kinds with their amounts. */
function tenders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? { kind: one } : renamed(one, TENDER)));
  if (!isRaw(value)) return value;
  return Object.entries(value).map(([kind, one]) => (isRaw(one) ? { kind, ...one } : { kind, amount: one }));
}

function buying(raw: unknown): unknown {
  let value = renamed(raw, { lines: 'basket', tender: 'tenders', coupon: 'coupons', rewards: 'redeem' });
  value = inside(value, 'basket', each(line));
  value = inside(value, 'tenders', tenders);
  value = inside(value, 'coupons', listed);
  return inside(value, 'redeem', (one) => each(reward)(listed(one)));
}

/** Somebody who joins: under `member`, by their id alone, or with their fields beside `do`. */
function enrol(raw: unknown): unknown {
  if (!isRaw(raw)) return raw;
  const own = ['do', 'as', 'note', 'expect', 'store', 'member'];
  const beside = Object.entries(raw).filter(([key]) => !own.includes(key));
  const { member: named } = raw;
  const id = typeof named === 'string' ? { id: named } : named === undefined ? { id: raw['as'] } : named;
  const kept = Object.entries(raw).filter(([key]) => own.includes(key));
  return {
    ...Object.fromEntries(kept),
    member: isRaw(id) ? member({ ...id, ...Object.fromEntries(beside) }) : id,
  };
}

function merge(raw: unknown): unknown {
  if (!isRaw(raw) || 'members' in raw) return raw;
  const goal = ['into', 'to', 'with', 'keep'].find((key) => key in raw);
  const from = ['from', 'member', 'merge'].find((key) => key in raw);
  if (goal === undefined || from === undefined) return raw;
  return {
    ...Object.fromEntries(Object.entries(raw).filter(([key]) => key !== goal && key !== from)),
    members: [raw[goal], raw[from]],
  };
}

function cardStep(raw: unknown): unknown {
  const value = renamed(raw, { ...TENDER, kind: 'action', type: 'action', op: 'action', id: 'card' });
  return inside(value, 'action', (one) =>
    typeof one === 'string' && letters(one) === 'topup' ? 'topUp' : one === 'sell' ? 'issue' : one,
  );
}

const OF: Names = { sale: 'of', receipt: 'of' };
const STEPS: Readonly<Record<string, (raw: unknown) => unknown>> = {
  sale: buying,
  quote: buying,
  redeem: (raw) => renamed(raw, { offer: 'reward', product: 'sku', coupon: 'reward' }),
  return: (raw) =>
    inside(
      renamed(raw, { ...OF, basket: 'lines' }),
      'lines',
      each((one) => (typeof one === 'string' ? { sku: one } : line(one))),
    ),
  void: (raw) => renamed(raw, OF),
  event: (raw) => renamed(raw, { type: 'event', name: 'event', kind: 'event' }),
  enrol,
  refer: (raw) => renamed(raw, { referrer: 'by', referredBy: 'by', referred: 'friend', member: 'friend' }),
  merge,
  claim: (raw) => renamed(raw, OF),
  giftcard: cardStep,
  check: (raw) => renamed(raw, { ...OF, giftcard: 'card', giftCard: 'card' }),
};

function step(raw: unknown): unknown {
  if (!isRaw(raw) || typeof raw['do'] !== 'string') return raw;
  const name = letters(raw['do']) === 'enroll' ? 'enrol' : letters(raw['do']);
  const to = STEPS[name];
  return to === undefined ? raw : to({ ...raw, do: name });
}
