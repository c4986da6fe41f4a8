/** The bodies of a push by their patterns: what is the same in all of a pattern's bodies is compared, and only the rest is cut out. */
import { apart, type Gap, gapsOf, type Pattern, valuesIn } from './pieces.ts';

/** So many of the patterns met last are tried before a body is looked at character by character. */
const MOST_TRIED = 4;
/** Bodies of a pattern that are met before what they have in common is believed to last. */
const ENOUGH = 4;

export class Groups {
  readonly all: Group[] = [];
  readonly #byPattern = new Map<string, Group>();
  /** The one met last first. */
  readonly #recent: Group[] = [];

  /** Takes the body of a record, by its place in the batch, into its group; null: it does not come apart. */
  take(body: string, row: number): Group | null {
    for (const group of this.#recent) if (group.takes(body, row)) return this.#met(group);
    const pieces = apart(body);
    if (pieces === null) return null;
    let group = this.#byPattern.get(pieces.pattern);
    if (group === undefined) {
      group = new Group(this.all.length, pieces.pattern);
      this.all.push(group);
      this.#byPattern.set(pieces.pattern, group);
    }
    group.put(pieces.values, row);
    return this.#met(group);
  }

  #met(group: Group): Group {
    if (this.#recent[0] !== group) {
      const before = this.#recent.indexOf(group);
      if (before >= 0) this.#recent.splice(before, 1);
      this.#recent.unshift(group);
      if (this.#recent.length > MOST_TRIED) this.#recent.pop();
    }
    return group;
  }
}

/** The records of one pattern. */
export class Group implements Pattern {
  readonly at: number;
  readonly pattern: string;
  readonly texts: readonly string[];
  readonly gaps: readonly Gap[];
  /** Places of the records in the batch. */
  readonly rows: number[] = [];
  /** By gap: the one value of all bodies so far, or each. */
  readonly #values: (string | string[])[];
  /** The pattern with what is the same so far as text; null: not made, or no longer true. */
  #stencil: Stencil | null = null;

  constructor(at: number, pattern: string) {
    this.at = at;
    this.pattern = pattern;
    const { texts, gaps } = gapsOf(pattern);
    this.texts = texts;
    this.gaps = gaps;
    this.#values = gaps.map(() => []);
  }

  /** By gap: what stands in it, record by record. */
  columns(): string[][] {
    return this.#values.map((each) =>
      typeof each === 'string' ? new Array<string>(this.rows.length).fill(each) : each,
    );
  }

  /** Takes a body if it has this pattern. */
  takes(body: string, row: number): boolean {
    const stencil = this.#stencil;
    const differing = stencil === null ? null : valuesIn(body, stencil);
    if (stencil !== null && differing !== null) {
      for (let i = 0; i < differing.length; i++) stencil.columns[i]?.push(differing[i] ?? '');
      this.rows.push(row);
      return true;
    }
    const values = valuesIn(body, this);
    if (values !== null) this.put(values, row);
    return values !== null;
  }

  /** Adds what stands in the gaps of a body with this pattern. */
  put(values: readonly string[], row: number): void {
    const count = this.rows.push(row) - 1;
    for (const [slot, value] of values.entries()) {
      const before = this.#values[slot];
      if (count === 0) this.#values[slot] = value;
      else if (typeof before === 'object') before.push(value);
      else if (before !== undefined && before !== value) {
        const each = new Array<string>(count).fill(before);
        each.push(value);
        this.#values[slot] = each;
        this.#stencil = null;
      }
    }
    if (count >= ENOUGH) this.#stencil ??= this.#cut();
  }

  #cut(): Stencil {
    const texts = [this.texts[0] ?? ''];
    const gaps: Gap[] = [];
    const columns: string[][] = [];
    for (const [slot, gap] of this.gaps.entries()) {
      const [value, after] = [this.#values[slot] ?? [], this.texts[slot + 1] ?? ''];
      if (typeof value === 'string' && endsByItself(gap, after)) {
        texts.push(`${texts.pop() ?? ''}${value}${after}`);
        continue;
      }
      const each = typeof value === 'string' ? new Array<string>(this.rows.length).fill(value) : value;
      this.#values[slot] = each;
      texts.push(after);
      gaps.push(gap);
      columns.push(each);
    }
    return { texts, gaps, columns };
  }
}

/** A pattern of the gaps that differ, and where what stands in them goes. */
interface Stencil extends Pattern {
  readonly columns: readonly string[][];
}

/**
 * True where a gap that holds what it held before, followed by its text, ends where it ended before, whatever comes after that: what
 * begins as a number may go on as one, or be an id or a digest.
 */
function endsByItself(gap: Gap, after: string): boolean {
  return after !== '' && (gap !== 'number' || !/^[0-9a-f-]/.test(after));
}
