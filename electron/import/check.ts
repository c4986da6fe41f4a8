import type { MemberId } from '../../domain/identity/ids.ts';
import type { ImportField } from '../../domain/import/columns.ts';
import { type ImportedMember, type ImportPlan, type RowFaultKind, readRow } from '../../domain/import/row.ts';
import { foldText } from '../../domain/person/fold.ts';
import type { ListRow } from './list.ts';

/** What may be wrong with a row beyond what stands in it. */
export const LIST_FAULTS = ['cardTwice', 'cardTaken', 'memberTwice', 'alreadyMember'] as const;
export type ListFaultKind = (typeof LIST_FAULTS)[number];

export interface ListFault {
  readonly line: number;
  readonly field: ImportField | null;
  readonly fault: RowFaultKind | ListFaultKind;
  readonly value: string;
}

/** What a list comes to. */
export interface Checked {
  readonly rows: number;
  /** Rows that a member comes of. */
  readonly good: number;
  /** The points of the good rows together. */
  readonly points: number;
  /** Good rows whose phone is another's too: families share, this is no fault. */
  readonly samePhone: number;
  readonly faulty: number;
  /** The first of the faults, by line. */
  readonly faults: readonly ListFault[];
}

/** The first faults are named; whoever has more has one mistake many times. */
const MOST_FAULTS = 200;

/** Who is a member here already. */
export interface Known {
  /** To whom a card leads; null: to nobody. */
  holder(card: string): MemberId | null;
  /** Who has a phone, by name. */
  withPhone(phone: string): readonly { readonly id: MemberId; readonly name: string }[];
}

/** Looks at a list row by row, against itself and against everybody who is a member here. */
export class Checker {
  readonly #plan: ImportPlan;
  readonly #known: Known;
  readonly #own: (line: number) => MemberId | null;
  readonly #cards = new Set<string>();
  readonly #phones = new Set<string>();
  readonly #people = new Set<string>();
  readonly #faults: ListFault[] = [];
  #rows = 0;
  #good = 0;
  #points = 0;
  #samePhone = 0;

  /** `own`: who came of a line already, in a run that a crash cut off; null where nobody can have. */
  constructor(plan: ImportPlan, known: Known, own: (line: number) => MemberId | null) {
    this.#plan = plan;
    this.#known = known;
    this.#own = own;
  }

  /** The member of a row, or null where it has faults. */
  take({ line, cells }: ListRow): ImportedMember | null {
    this.#rows++;
    const { member, faults } = readRow(cells, this.#plan);
    const found: readonly Omit<ListFault, 'line'>[] = member === null ? faults : this.#apart(member, this.#own(line));
    if (member === null || found.length > 0) {
      for (const fault of found) if (this.#faults.length < MOST_FAULTS) this.#faults.push({ line, ...fault });
      return null;
    }
    const { card, person } = member;
    if (card !== null) this.#cards.add(card);
    if (person.phone !== null) {
      if (this.#phones.has(person.phone)) this.#samePhone++;
      this.#phones.add(person.phone);
      this.#people.add(sameness(person.phone, person.name));
    }
    this.#good++;
    this.#points += member.points;
    return member;
  }

  /** A card leads to one member. The same phone with the same name is the same person: a list read twice doubles nobody. */
  #apart({ card, person }: ImportedMember, own: MemberId | null): Omit<ListFault, 'line'>[] {
    const faults: Omit<ListFault, 'line'>[] = [];
    const holder = card === null ? null : this.#known.holder(card);
    if (card !== null && this.#cards.has(card)) faults.push({ field: 'card', fault: 'cardTwice', value: card });
    else if (card !== null && holder !== null && holder !== own) {
      faults.push({ field: 'card', fault: 'cardTaken', value: card });
    }
    if (person.phone === null) return faults;
    const same = sameness(person.phone, person.name);
    if (this.#people.has(same)) faults.push({ field: 'name', fault: 'memberTwice', value: person.name });
    else if (
      this.#known
        .withPhone(person.phone)
        .some((other) => other.id !== own && sameness(person.phone ?? '', other.name) === same)
    ) {
      faults.push({ field: 'name', fault: 'alreadyMember', value: person.name });
    }
    return faults;
  }

  result(): Checked {
    return {
      rows: this.#rows,
      good: this.#good,
      points: this.#points,
      samePhone: this.#samePhone,
      faulty: this.#rows - this.#good,
      faults: this.#faults,
    };
  }
}

/** One person by phone and name, however the name's marks and words stand. */
function sameness(phone: string, name: string): string {
  return `${phone} ${foldText(name).split(' ').sort().join(' ')}`;
}
