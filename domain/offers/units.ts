import { mulDivFloor } from '../amount/exact.ts';
import type { GoodsFilter } from '../programme/filter.ts';
import { meets } from '../programme/filter.ts';
import type { Which } from '../programme/offer.ts';
import type { Policies } from '../programme/policies.ts';
import type { OfferLine } from './lines.ts';

/**
 * Amounts below are in grains: a ban is so many of them. One, unless rounding is done once at the end: then a million,
 * so that the same code reckons in whole bani and in millionths.
 */
export type Grains = number;

/** What one attempt took off a run. `part`: what of the attempt stands or falls together (policy `best`). */
export interface Take {
  readonly attempt: number;
  readonly part: number;
  readonly amount: Grains;
}

/** Some units of one line to which the same happened; a line begins as one run, and is split where an offer needs less. */
export interface Run {
  readonly line: number;
  units: number;
  gross: Grains;
  /** What these units cost at least. */
  floor: Grains;
  /** The sum of `takes`. */
  off: Grains;
  takes: Take[];
  /** Which sets, buyGets, cheapest and free offers use these units. */
  users: Pick<Take, 'attempt' | 'part'>[];
}

/** The basket while offers work on it. Lives within one evaluation. */
export interface Work {
  readonly policies: Policies;
  readonly grain: number;
  readonly lines: OfferLine[];
  /** By line. */
  readonly runs: Run[][];
  /** Which lines a filter means, asked once; `undefined` is the filter of all. */
  matches: Map<GoodsFilter | undefined, readonly boolean[]>;
  /** Whose turn it is. */
  attempt: number;
  /** Whether units that another reduced are not there for it (`notOnReduced`). */
  fullPriceOnly: boolean;
  parts: number;
  /** What the attempt whose turn it is took off so far. */
  taken: Grains;
  /** What floors kept from it. */
  lost: Grains;
  /** The runs that it split, in order, and what they were before. */
  readonly splits: Split[];
}

interface Split {
  readonly run: Run;
  readonly before: Pick<Run, 'units' | 'gross' | 'floor' | 'off' | 'takes'>;
  /** What was split off. */
  readonly split: Run;
}

const MILLION = 1_000_000;

/** Begins to work on lines. `matches` is kept for the next one with the same lines. */
export function workOn(policies: Policies, lines: readonly OfferLine[], matches: Work['matches']): Work {
  const sum = lines.reduce((so, { gross }) => so + gross, 0);
  // Far beyond any receipt, millionths no longer fit: then whole bani must do.
  const grain = policies.rounding.per === 'once' && Number.isSafeInteger(2 * sum * MILLION) ? MILLION : 1;
  return {
    policies,
    grain,
    lines: [...lines],
    runs: lines.map((line, index) => [wholeRun(line, index, grain)]),
    matches,
    attempt: 0,
    fullPriceOnly: false,
    parts: 0,
    taken: 0,
    lost: 0,
    splits: [],
  };
}

function wholeRun(of: OfferLine, line: number, grain: number): Run {
  return { line, units: of.units, gross: of.gross * grain, floor: of.floor * grain, off: 0, takes: [], users: [] };
}

/** The same basket, to be worked on apart. */
export function copyOf(work: Work): Work {
  return {
    ...work,
    splits: [],
    lines: [...work.lines],
    runs: work.runs.map((of) => of.map((run) => ({ ...run, takes: [...run.takes], users: [...run.users] }))),
  };
}

/** Puts a line in at the end; its units are used by the attempt whose turn it is. */
export function addLine(work: Work, line: OfferLine): Run {
  const run = wholeRun(line, work.lines.length, work.grain);
  work.lines.push(line);
  work.runs.push([run]);
  work.matches = new Map();
  return run;
}

/** Takes out again the lines that were put in last, down to so many; nothing was taken off them. */
export function dropLines(work: Work, most: number): void {
  if (work.lines.length === most) return;
  work.lines.length = most;
  work.runs.length = most;
  work.matches = new Map();
}

/** By line, whether a filter means it; goods that are excluded from the programme are never meant. */
export function matching(work: Work, filter: GoodsFilter | undefined): readonly boolean[] {
  const known = work.matches.get(filter);
  if (known !== undefined) return known;
  const found = work.lines.map(({ goods, excluded }) => !excluded && meets(filter, goods));
  work.matches.set(filter, found);
  return found;
}

/** What is left of a run for the attempt whose turn it is: `best` lets each reckon as if it were alone. */
export function leftOf(work: Work, run: Run): Grains {
  if (work.policies.discounts !== 'best') return run.gross - run.off;
  let left = run.gross;
  for (const take of run.takes) if (take.attempt === work.attempt) left -= take.amount;
  return left;
}

/** On what an attempt reckons: what is left, or the first price. */
export function baseOf(work: Work, run: Run): Grains {
  return work.policies.discounts === 'remaining' ? run.gross - run.off : run.gross;
}

/** What may still be taken off a run. */
export function roomOf(work: Work, run: Run): Grains {
  return Math.max(0, leftOf(work, run) - run.floor);
}

/** Whether an offer that uses units up may use these: never its own twice, others' only where the policy lets it. */
export function isFree(work: Work, run: Run): boolean {
  const { reuseUnits, discounts } = work.policies;
  const others = !reuseUnits && discounts !== 'best';
  if (!isMeant(work, run)) return false;
  return run.users.every((user) => !others && user.attempt !== work.attempt);
}

/** Whether a run is there at all for the attempt whose turn it is: what others reduced may not be. */
export function isMeant(work: Work, { takes }: Pick<Run, 'takes'>): boolean {
  return !work.fullPriceOnly || takes.every(({ attempt }) => attempt === work.attempt);
}

export function takeOff(work: Work, run: Run, amount: Grains, part: number): void {
  if (amount === 0) return;
  run.takes.push({ attempt: work.attempt, part, amount });
  run.off += amount;
  work.taken += amount;
}

export function markUsed(work: Work, runs: readonly Run[], part: number): void {
  for (const run of runs) run.users.push({ attempt: work.attempt, part });
}

/** All runs of the lines meant, in the order of the basket. */
export function runsOf(work: Work, lines: readonly boolean[]): Run[] {
  return work.runs.flatMap((runs, line) => (lines[line] === true ? runs.filter((run) => isMeant(work, run)) : []));
}

/** Runs in the order in which units are chosen: by the price of one before any offer, equal ones as given. */
export function inOrder(work: Work, runs: readonly Run[], which: Which): Run[] {
  if (which === 'asEntered') return [...runs];
  const one = (run: Run): number => {
    const line = work.lines[run.line];
    return line === undefined ? 0 : line.gross / line.units;
  };
  const sign = which === 'cheapest' ? 1 : -1;
  return [...runs].sort((a, b) => sign * (one(a) - one(b)));
}

/** So many units from the front, as runs of their own; fewer where there are not so many. */
export function firstUnits(work: Work, runs: readonly Run[], units: number): Run[] {
  const chosen: Run[] = [];
  let wanted = units;
  for (const run of runs) {
    if (wanted === 0) break;
    const head = run.units > wanted ? splitOff(work, run, wanted) : run;
    wanted -= head.units;
    chosen.push(head);
  }
  return chosen;
}

/**
 * Splits some units off a run; the rest stays what it was. Floor and what was taken are split together, so that neither
 * side has more taken off than it may, and nothing is lost.
 */
export function splitOff(work: Work, run: Run, units: number): Run {
  const upTo = (sum: number): number => mulDivFloor(sum, units, run.units);
  const alone = work.policies.discounts === 'best';
  const floor = upTo(run.floor);
  const [head, rest]: [Take[], Take[]] = [[], []];
  let sum = run.floor;
  let attempt = -1;
  for (const take of run.takes) {
    if (alone && take.attempt !== attempt) sum = run.floor;
    attempt = take.attempt;
    const amount = upTo(sum + take.amount) - upTo(sum);
    sum += take.amount;
    if (amount > 0) head.push({ ...take, amount });
    if (take.amount > amount) rest.push({ ...take, amount: take.amount - amount });
  }
  const gross = upTo(run.gross);
  const before = { units: run.units, gross: run.gross, floor: run.floor, off: run.off, takes: run.takes };
  const split: Run = {
    line: run.line,
    units,
    gross,
    floor,
    off: sumOf(head),
    takes: head,
    users: [...run.users],
  };
  run.units -= units;
  run.gross -= gross;
  run.floor -= floor;
  run.takes = rest;
  run.off = sumOf(rest);
  const siblings = work.runs[run.line];
  siblings?.splice(siblings.indexOf(run), 0, split);
  work.splits.push({ run, before, split });
  return split;
}

/** An attempt took nothing: what it split is whole again, and what it used is free, as if it had never been tried. */
export function undoSplits(work: Work): void {
  for (const { run, before, split } of work.splits.toReversed()) {
    Object.assign(run, before);
    const siblings = work.runs[run.line];
    siblings?.splice(siblings.indexOf(split), 1);
  }
  work.splits.length = 0;
  for (const run of work.runs.flat()) run.users = run.users.filter(({ attempt }) => attempt !== work.attempt);
}

export function sumOf(takes: readonly Pick<Take, 'amount'>[]): Grains {
  let sum = 0;
  for (const { amount } of takes) sum += amount;
  return sum;
}
