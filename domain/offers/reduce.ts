import type { Share } from '../programme/offer.ts';
import { divide, quotient } from './share.ts';
import { baseOf, type Grains, leftOf, type Run, roomOf, takeOff, type Work } from './units.ts';

/** Where an amount goes that its place cannot take. */
type Moves =
  /** Nowhere: it was meant for these units. */
  | 'nowhere'
  /** To the others where nothing is left; what a floor kept is lost. */
  | 'aboveLeft'
  | 'anywhere';

/** Runs that get one share, with the weight of it. */
interface Cell {
  readonly runs: readonly Run[];
  readonly weight: Grains;
}

/** Numbers for what stands or falls together: each run for itself, or all as one. */
export function partEach(work: Work): () => number {
  return () => work.parts++;
}
export function partOne(work: Work): () => number {
  const part = work.parts++;
  return () => part;
}

/** Takes one amount off many runs, in proportion to what the offer reckons on: each line's share, then its runs'. */
export function takeShared(work: Work, runs: readonly Run[], amount: Grains, part: () => number): void {
  const left = runs.reduce((sum, run) => sum + leftOf(work, run), 0);
  const cells = byLine(runs).map((of) => ({ runs: of, weight: sumBase(work, of) }));
  takeCells(work, cells, Math.min(amount, left), shared(work), part);
}

/** Takes what is said off each run; what it cannot take is lost. */
export function takeEach(work: Work, runs: readonly Run[], wanted: (run: Run) => Grains, part: () => number): void {
  for (const run of runs) {
    const amount = wanted(run);
    if (amount > 0) takeCells(work, [{ runs: [run], weight: amount }], amount, 'nowhere', part);
  }
}

/** Takes an amount off each line that has such runs. */
export function takeFromLines(work: Work, runs: readonly Run[], amount: Grains, part: () => number): void {
  for (const of of byLine(runs)) takeCells(work, [{ runs: of, weight: amount }], amount, 'nowhere', part);
}

/**
 * Takes a share off runs, rounded as the policies say, at most `cap`. `whole`: it is a share of the order or of a set,
 * and what floors keep may move on to the others; else it is each unit's own.
 */
export function takePercent(
  work: Work,
  runs: readonly Run[],
  of: { readonly percent: Share; readonly cap: Grains | null; readonly whole: boolean; readonly asOne: boolean },
): void {
  const { mode, per } = work.policies.rounding;
  const share = (amount: Grains): Grains => quotient(amount, Math.min(of.percent, 10_000), 10_000, mode);
  const places = per === 'unit' ? runs.map((run) => [run]) : byLine(runs);
  const together = per === 'offer' || per === 'once';
  const cells = places.map((place): Cell => {
    const base = sumBase(work, place);
    const [run] = place;
    if (together) return { runs: place, weight: base };
    return { runs: place, weight: per === 'unit' && run !== undefined ? ofUnits(base, run.units, share) : share(base) };
  });
  const weight = cells.reduce((sum, cell) => sum + cell.weight, 0);
  const total = together ? share(weight) : weight;
  const capped = of.cap !== null && of.cap < total;
  const part = capped || of.asOne ? partOne(work) : partEach(work);
  takeCells(work, cells, capped ? (of.cap ?? 0) : total, of.whole ? shared(work) : 'nowhere', part);
}

/** A share of each unit: units of a run differ by a grain where an earlier amount did not divide. */
function ofUnits(base: Grains, units: number, share: (amount: Grains) => Grains): Grains {
  const more = base % units;
  const one = (base - more) / units;
  return share(one) * (units - more) + (more === 0 ? 0 : share(one + 1) * more);
}

const shared = (work: Work): Moves => (work.policies.belowFloor === 'movesOn' ? 'anywhere' : 'aboveLeft');

const sumBase = (work: Work, runs: readonly Run[]): Grains => runs.reduce((sum, run) => sum + baseOf(work, run), 0);

/** Runs by their lines, in the order of the basket; within a line as given. */
function byLine(runs: readonly Run[]): Run[][] {
  const sorted = runs.every((run, i) => i === 0 || (runs[i - 1]?.line ?? 0) <= run.line);
  const inOrder = sorted ? runs : runs.toSorted((a, b) => a.line - b.line);
  const lines: Run[][] = [];
  let current: Run[] = [];
  for (const run of inOrder) {
    if (current[0]?.line !== run.line) {
      current = [];
      lines.push(current);
    }
    current.push(run);
  }
  return lines;
}

function takeCells(work: Work, cells: readonly Cell[], total: Grains, moves: Moves, part: () => number): void {
  const { amounts, lost } = spread({
    total,
    weights: cells.map(({ weight }) => weight),
    left: cells.map(({ runs }) => runs.reduce((sum, run) => sum + leftOf(work, run), 0)),
    room: cells.map(({ runs }) => runs.reduce((sum, run) => sum + roomOf(work, run), 0)),
    oddBan: work.policies.oddBan,
    moves,
  });
  work.lost += lost;
  cells.forEach(({ runs }, cell) => {
    const amount = amounts[cell] ?? 0;
    const [only, ...others] = runs;
    if (amount === 0 || only === undefined) return;
    if (others.length === 0) {
      takeOff(work, only, amount, part());
      return;
    }
    const room = runs.map((run) => roomOf(work, run));
    const weights = runs.map((run) => baseOf(work, run));
    const inside = spread({
      total: amount,
      weights,
      left: room,
      room,
      oddBan: work.policies.oddBan,
      moves: 'anywhere',
    });
    runs.forEach((run, index) => {
      const own = inside.amounts[index] ?? 0;
      if (own > 0) takeOff(work, run, own, part());
    });
  });
}

/**
 * Divides an amount by weights among places with limits: `left` is what there is, `room` what may be taken. `lost` is
 * what floors (room below left) kept and what moved nowhere. Each round fills a place, so it ends.
 */
export function spread(of: {
  readonly total: Grains;
  readonly weights: readonly Grains[];
  readonly left: readonly Grains[];
  readonly room: readonly Grains[];
  readonly oddBan: 'largestRemainder' | 'first' | 'last';
  readonly moves: Moves;
}): { readonly amounts: readonly Grains[]; readonly lost: Grains } {
  const amounts = of.weights.map(() => 0);
  let [lost, kept] = [0, 0];
  let open = of.weights.map((weight) => weight);
  let total = of.total;
  while (total > 0 && open.some((weight) => weight > 0)) {
    const shares = divide(total, open, of.oddBan);
    total = 0;
    kept = 0;
    shares.forEach((share, i) => {
      const so = amounts[i] ?? 0;
      const taken = Math.min(share, (of.room[i] ?? 0) - so);
      const above = Math.max(0, share - Math.max(0, (of.left[i] ?? 0) - so));
      const byFloor = share - taken - above;
      amounts[i] = so + taken;
      if (of.moves !== 'nowhere') total += above;
      if (of.moves === 'anywhere') kept += byFloor;
      else lost += byFloor;
    });
    total += kept;
    if (total > 0) open = open.map((weight, i) => ((amounts[i] ?? 0) < (of.room[i] ?? 0) ? weight : 0));
  }
  return { amounts, lost: lost + (total > 0 ? kept : 0) };
}
