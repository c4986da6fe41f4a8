import type { Which } from '../programme/offer.ts';
import { inOrder, isFree, type Run, splitOff, type Work } from './units.ts';

/** Beyond so many parts, sets are put together greedily, without looking ahead: nobody makes menus of nine things. */
const MOST_FORESEEN = 8;

/** Goods that a set asks for. */
export interface Demand {
  /** By line. */
  readonly lines: readonly boolean[];
  readonly units: number;
}

/**
 * Units that may go into sets. One unit may suit several parts; each goes into one. `most` sets are there at all
 * (Hall's theorem: each group of parts must find as many units as it needs), and choosing never takes a unit that the
 * rest of the sets cannot do without.
 */
export class Pool {
  readonly most: number;
  /** Whether no unit suits two parts. */
  readonly apart: boolean;
  readonly #work: Work;
  readonly #demands: readonly Demand[];
  readonly #runs: readonly Run[];
  /** By line, the parts that it suits, as bits. */
  readonly #suits: readonly number[];
  readonly #supply = new Map<number, number>();
  readonly #needs: number[];
  readonly #taken = new Set<Run>();

  constructor(work: Work, demands: readonly Demand[], sets: number | null) {
    this.#work = work;
    this.#demands = demands;
    this.#suits = work.runs.map((_, line) =>
      demands.reduce((bits, { lines }, part) => bits + (lines[line] === true ? 2 ** part : 0), 0),
    );
    this.#runs = work.runs
      .filter((_, line) => this.#suitsOf(line) > 0)
      .flatMap((of) => of.filter((run) => isFree(work, run)));
    for (const run of this.#runs) this.#move(run.line, run.units);
    this.apart = [...this.#supply.keys()].every((bits) => Number.isInteger(Math.log2(bits)));
    this.most = Math.min(sets ?? Number.MAX_SAFE_INTEGER, this.#mostSets());
    this.#needs = demands.map(({ units }) => units * this.most);
  }

  /** How many units one more set lacks, with what is there. */
  static missing(work: Work, demands: readonly Demand[]): number {
    const pool = new Pool(work, demands, 1);
    return Math.max(0, ...pool.#groups().map(({ demand, supply }) => demand - supply));
  }

  /** Runs that suit a part and are not taken, in the order of choosing. */
  order(part: number, which: Which, backwards = false): Run[] {
    const suiting = this.#runs.filter((run) => this.#work.lines.length > run.line && this.#suit(run.line, part));
    const ordered = inOrder(this.#work, suiting, which);
    return backwards ? ordered.reverse() : ordered;
  }

  /** Chooses units for a part, from the front of `order`, as runs of their own. */
  choose(part: number, order: readonly Run[], units: number): Run[] {
    const chosen: Run[] = [];
    let wanted = units;
    for (const run of order) {
      if (wanted === 0) break;
      if (this.#taken.has(run)) continue;
      const some = Math.min(run.units, wanted, this.#spare(run.line, part));
      if (some === 0) continue;
      const head = some < run.units ? splitOff(this.#work, run, some) : run;
      this.#taken.add(head);
      this.#move(run.line, -some);
      this.#needs[part] = (this.#needs[part] ?? 0) - some;
      wanted -= some;
      chosen.push(head);
    }
    return chosen;
  }

  /** How many sets alike can be taken from the front at once: as long as the same runs last. Only where parts are apart. */
  alike(orders: readonly (readonly Run[])[], sets: number): number {
    let most = sets;
    this.#demands.forEach(({ units }, part) => {
      let wanted = units;
      for (const run of orders[part] ?? []) {
        if (wanted === 0) break;
        if (this.#taken.has(run)) continue;
        const some = Math.min(run.units, wanted);
        wanted -= some;
        most = Math.min(most, Math.floor(run.units / some));
      }
    });
    return Math.max(1, most);
  }

  #suitsOf(line: number): number {
    return this.#suits[line] ?? 0;
  }

  #suit(line: number, part: number): boolean {
    return Math.floor(this.#suitsOf(line) / 2 ** part) % 2 === 1;
  }

  #move(line: number, units: number): void {
    const bits = this.#suitsOf(line);
    this.#supply.set(bits, (this.#supply.get(bits) ?? 0) + units);
  }

  /** Each group of parts with the units that they need and those that suit any of them. */
  #groups(): { readonly bits: number; readonly demand: number; readonly supply: number }[] {
    const parts = this.#demands.length;
    const all = parts > MOST_FORESEEN ? [] : Array.from({ length: 2 ** parts - 1 }, (_, i) => i + 1);
    return all.map((bits) => {
      let [demand, supply] = [0, 0];
      this.#demands.forEach(({ units }, part) => {
        if ((bits & (1 << part)) !== 0) demand += units;
      });
      for (const [suits, units] of this.#supply) if ((suits & bits) !== 0) supply += units;
      return { bits, demand, supply };
    });
  }

  #mostSets(): number {
    if (this.#demands.some(({ units }) => units <= 0)) return 0;
    const groups = this.#groups();
    if (groups.length > 0) {
      return Math.min(...groups.map(({ demand, supply }) => Math.floor(supply / demand)));
    }
    const [demand, supply] = [this.#demands, this.#runs].map((of) => of.reduce((sum, { units }) => sum + units, 0));
    return demand === undefined ? 0 : Math.floor((supply ?? 0) / demand);
  }

  /** How many units of a line a part may take so that the other parts still find theirs. */
  #spare(line: number, part: number): number {
    const suits = this.#suitsOf(line);
    if (this.#demands.length > MOST_FORESEEN || suits === 2 ** part) return Number.MAX_SAFE_INTEGER;
    let spare = Number.MAX_SAFE_INTEGER;
    const others = 2 ** this.#demands.length - 1 - (1 << part);
    for (let bits = others; bits > 0; bits = (bits - 1) & others) {
      if ((bits & suits) === 0) continue;
      let slack = 0;
      for (const [of, units] of this.#supply) if ((of & bits) !== 0) slack += units;
      this.#needs.forEach((units, other) => {
        if ((bits & (1 << other)) !== 0) slack -= units;
      });
      spare = Math.min(spare, slack);
    }
    return Math.max(0, spare);
  }
}
