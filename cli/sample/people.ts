import { addDays, type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { gs1CheckDigit } from '../../domain/card/codes.ts';
import { type MemberId, memberId } from '../../domain/identity/ids.ts';
import type { Language, Person } from '../../domain/person/person.ts';
import { type Chance, chanceFrom, weighted } from './chance.ts';
import { type NameRow, type People, readNames } from './lists.ts';

/** A member of the sample before they are enrolled. */
export interface Joiner {
  readonly id: MemberId;
  readonly person: Person;
  /** Null: goes by the phone alone. */
  readonly card: string | null;
  /** Where they usually shop: an index into the stores. */
  readonly home: number;
  /** How often they come, above 0 to 1 (the most frequent). */
  readonly activity: number;
}

/** What the next one shares with the one before, where somebody of the same home comes next. */
interface Family {
  readonly surname: NameRow;
  readonly people: People;
  readonly phone: string | null;
}
const nobody = (): Family | null => null;

/** Of each hundred members in Chișinău. */
const SHARES: readonly (readonly [People, number])[] = [
  ['romanian', 62],
  ['russian', 19],
  ['ukrainian', 8],
  ['gagauz', 6],
  ['bulgarian', 5],
];
/** First two digits of mobile numbers and how many people have them. */
const MOBILE: readonly (readonly [string, number])[] = [
  ['69', 30],
  ['79', 18],
  ['68', 15],
  ['60', 12],
  ['78', 12],
  ['67', 5],
  ['61', 3],
  ['76', 3],
  ['77', 2],
];

/** The card of the n-th member, from 1. */
export function cardNumber(n: number): string {
  const digits = `290${String(n).padStart(9, '0')}`;
  return `${digits}${gs1CheckDigit(digits)}`;
}

/**
 * So many people as they come to shops in Chișinău, always the same for a seed. `storeWeights`: how many shop where.
 * Ids carry the instant `bornMs` (UTC ms); `today` bounds the birthdays.
 */
export function makePeople(
  seed: string,
  count: number,
  {
    bornMs,
    today,
    storeWeights,
  }: { readonly bornMs: number; readonly today: CivilDate; readonly storeWeights: readonly number[] },
): Joiner[] {
  const chance = chanceFrom(`${seed}/people`);
  const namesOf = nameDrawers(readNames());
  const home = weighted(storeWeights.map((weight, i) => [i, weight] as const));
  const people = weighted(SHARES);
  const phones = new Set<string>();
  const made: Joiner[] = [];
  let family = nobody();
  for (let n = 1; n <= count; n++) {
    const origin: People = family?.people ?? people(chance);
    const female: boolean = family === null ? chance.hit(0.62) : chance.hit(0.35);
    const surname: NameRow = family?.surname ?? namesOf(origin, 'surname', chance);
    const first = namesOf(origin, female ? 'female' : 'male', chance).name;
    const phone: string | null = family?.phone ?? (chance.hit(0.015) ? null : freshPhone(phones, chance));
    made.push({
      id: memberId(chance.uuid(bornMs)),
      person: {
        name: `${first} ${female && surname.feminine !== '' ? surname.feminine : surname.name}`,
        callName: callName(origin, female, first, chance),
        phone,
        language: language(origin, chance),
        birthday: chance.hit(0.68) ? birthday(today, chance) : null,
        marketing: chance.hit(0.46),
      },
      // Member 1 comes often and has the card that the help pages tell people to scan.
      card: n === 1 || phone === null || chance.hit(0.95) ? cardNumber(n) : null,
      home: n === 1 ? 0 : home(chance),
      activity: n === 1 ? 1 : 0.03 + 0.97 * chance.next() ** 3,
    });
    // Husbands, mothers and sons often give the number that somebody at home already gave.
    family = family === null && chance.hit(0.05) ? { surname, people: origin, phone } : nobody();
  }
  return made;
}

/** Draws a name of a people; Ukrainians and Bulgarians of Chișinău bear much the same first names as Russians. */
function nameDrawers(names: readonly NameRow[]): (people: People, part: NameRow['part'], chance: Chance) => NameRow {
  const drawers = new Map<string, (chance: Chance) => NameRow>();
  return (people, part, chance) => {
    const from: People = part !== 'surname' && (people === 'ukrainian' || people === 'bulgarian') ? 'russian' : people;
    const key = `${from}/${part}`;
    const known = drawers.get(key);
    if (known !== undefined) return known(chance);
    const drawer = weighted(
      names.filter((row) => row.people === from && row.part === part).map((row) => [row, row.weight] as const),
    );
    drawers.set(key, drawer);
    return drawer(chance);
  };
}

const operator = weighted(MOBILE);

function freshPhone(taken: Set<string>, chance: Chance): string {
  for (;;) {
    const phone = `+373${operator(chance)}${String(chance.between(100_000, 999_999))}`;
    if (taken.has(phone)) continue;
    taken.add(phone);
    return phone;
  }
}

function callName(people: People, female: boolean, first: string, chance: Chance): string {
  if (!chance.hit(0.12)) return '';
  if (people === 'romanian') return `${female ? 'doamna' : 'domnul'} ${first}`;
  return first;
}

function language(people: People, chance: Chance): Language {
  if (chance.hit(0.004)) return 'en';
  return chance.hit(people === 'romanian' ? 0.95 : 0.16) ? 'ro' : 'ru';
}

/** Between 18 and 82 years, most around 40. */
function birthday(today: CivilDate, chance: Chance): CivilDate {
  const years = 18 + Math.floor(((chance.next() + chance.next()) / 2) * 64);
  const year = Number(today.slice(0, 4)) - years - 1;
  return addDays(civilDate(`${year}-01-01`), chance.between(0, 364));
}
