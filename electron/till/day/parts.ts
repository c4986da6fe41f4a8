import type { Request } from '../../../contract/till/api.ts';
import type { DayPartsView } from '../../../contract/till/day.ts';
import { points } from '../../../domain/amount/points.ts';
import { assert } from '../../../domain/assert.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import type { TillAccount } from '../../../domain/day/account.ts';
import {
  type Amount,
  type DayFigure,
  type Figured,
  figureIn,
  type Part,
  partsSum,
  upToCount,
} from '../../../domain/day/parts.ts';
import { addedSums, groupOf, netPoints } from '../../../domain/day/sums.ts';
import { done, type Outcome, type Refusal, refuse, refused } from '../../../domain/refusal/refusal.ts';
import type { LogRange, PointsSum } from '../../../domain/shift/figures.ts';
import type { DayReader } from '../../day/reader.ts';
import { endingOf } from '../giftcards/cards.ts';
import type { Workings } from '../workings.ts';
import { namesOf } from './names.ts';
import { closedDay } from './signed.ts';

/** What makes up a figure of a close, drawn up or signed: read beside the till and at the centre, and shown a page at a time. */

/** Parts on one page. */
const MOST_PARTS = 100;
/** How long the centre may take to tell of the other tills, ms. */
const PARTS_MS = 30_000;
/** A list that is read so soon comes with the first answer, ms. */
const SOON_MS = 250;

/** A close, as far as its figures are doors. */
interface Close {
  readonly day: CivilDate;
  readonly number: number;
  readonly tills: readonly (Pick<TillAccount, 'till' | 'number' | 'ranges'> & {
    readonly shifts: Figured['shifts'];
  })[];
  readonly figured: Figured;
  /** What of its points no till recorded. */
  readonly centre: readonly PointsSum[];
  /** Drawn up from this very log: a list that comes to something else would be a fault of ours. */
  readonly isOwn: boolean;
}

/** A list that was read whole. */
interface Listed {
  readonly parts: readonly Part[];
  readonly sum: Amount;
  readonly away: readonly Away[];
}
type Away = Extract<DayPartsView, { at: 'read' }>['away'][number];

/** The list behind the figure that was opened last. */
interface Opened {
  readonly as: string;
  now: { readonly at: 'reading'; share: number | null } | { readonly at: 'read'; readonly listed: Listed } | Refusal;
  readonly ended: Promise<void>;
  stop(): void;
}

export interface FigurePartsOf {
  readonly workings: () => Workings;
  readonly files: { readonly ledger: string; readonly members: string };
  readonly reader: DayReader;
  readonly onTrouble: (error: unknown) => void;
}

/** Reads the parts of one figure at a time, and keeps them while they are leafed through. */
export class FigureParts {
  readonly #of: FigurePartsOf;
  #opened: Opened | null = null;

  constructor(of: FigurePartsOf) {
    this.#of = of;
  }

  /** `day.parts`: a page of what makes up a figure; begins to read it where it is not read yet. */
  async look(input: Request<'day.parts'>): Promise<Outcome<DayPartsView>> {
    const w = this.#of.workings();
    const close = closeOf(w, input.day);
    if (!close.ok) return close;
    const { figure } = input;
    const comes = figureIn(figure, close.value.figured);
    if (comes === null) return refused('day.figureUnknown');
    const opened = this.#open(close.value, figure, comes, input.again);
    await Promise.race([opened.ended, new Promise((resolve) => setTimeout(resolve, SOON_MS))]);
    const { now } = opened;
    if ('code' in now) {
      // Said once; whoever asks after that has it tried anew.
      if (this.#opened === opened) this.#opened = null;
      return { ok: false, refusal: now };
    }
    return done(now.at === 'reading' ? now : pageOf(w, close.value, figure, comes, now.listed, input.first));
  }

  /** What is read stops, and what was read is let go. */
  stop(): void {
    this.#opened?.stop();
    this.#opened = null;
  }

  #open(close: Close, figure: DayFigure, comes: Amount, again: boolean): Opened {
    const as = JSON.stringify([close.day, close.number, close.tills.map(({ ranges }) => ranges), figure]);
    const before = this.#opened;
    // What is being read is not begun twice, and what is whole is not read again.
    if (before?.as === as && !(again && isLacking(before.now, comes))) return before;
    this.stop();
    const { ended, stop } = this.#read(close, figure, (share) => {
      if ('at' in opened.now && opened.now.at === 'reading') opened.now.share = share;
    });
    const opened: Opened = {
      as,
      now: { at: 'reading', share: null },
      ended: ended
        .then((listed) => {
          assert(!close.isOwn || listed.sum.by === comes.by, 'a list comes to its figure');
          opened.now = { at: 'read', listed };
        })
        .catch((error: unknown) => {
          if (this.#opened === opened) this.#of.onTrouble(error);
          opened.now = refuse('day.broken');
        }),
      stop,
    };
    this.#opened = opened;
    return opened;
  }

  #read(
    { day, number, tills, centre }: Close,
    figure: DayFigure,
    share: (share: number) => void,
  ): { readonly ended: Promise<Listed>; stop(): void } {
    const w = this.#of.workings();
    const { files, reader } = this.#of;
    const concerned = tills.filter(({ shifts }) =>
      figure.of === 'sold' || figure.of === 'drawer' ? shifts.some(({ shift }) => shift === figure.shift) : true,
    );
    const own = w.identity()?.till ?? null;
    const isHere = (till: TillAccount['till'], { incarnation, last, hash }: LogRange): boolean =>
      till === own && w.ledger.hashAt({ incarnation, seq: last }) === hash;
    const here = concerned.flatMap(({ till, ranges }) => ranges.filter((range) => isHere(till, range)));
    const elsewhere = concerned.flatMap(({ till, ranges }) =>
      ranges.filter((range) => !isHere(till, range)).map((range) => ({ till, ...range })),
    );
    const reading =
      own === null || here.length === 0
        ? null
        : reader.parts(
            {
              ledgerFile: files.ledger,
              membersFile: w.ledger.alone() ? null : files.members,
              till: own,
              day,
              figure,
              ranges: here,
              number,
            },
            share,
          );
    async function listed(): Promise<Listed> {
      const [parts, told] = await Promise.all([
        reading?.ended ?? [],
        elsewhere.length === 0
          ? { parts: [], without: [] }
          : w.links.centre.dayParts({ day, figure, ranges: elsewhere }, PARTS_MS),
      ]);
      const isAway = told === 'unreachable';
      const without = new Set(isAway ? elsewhere.map(({ till }) => till) : told.without);
      const all = isAway ? parts : [...parts, ...upToCount(figure, told.parts)];
      return {
        parts: all.toSorted((a, b) => a.at - b.at),
        sum: withCentre(partsSum(figure, all), centreIn(figure, centre)),
        away: tills
          .filter(({ till }) => without.has(till))
          .map((till): Away => ({ till: till.number, why: isAway ? 'unreachable' : 'lacking' })),
      };
    }
    return { ended: listed(), stop: () => reading?.stop() };
  }
}

/** Whether some of a list could not be had when it was read. */
function isLacking(now: Opened['now'], comes: Amount): boolean {
  return 'listed' in now && (now.listed.away.length > 0 || now.listed.sum.by !== comes.by);
}

/** A close by its number, or the one that is being made. */
function closeOf(w: Workings, number: number | null): Outcome<Close> {
  if (number === null) {
    const drawn = w.closing.drawn();
    if (!drawn.ok) return drawn;
    const { account } = drawn.value.with.drawing;
    const { day, tills, points: of, by } = account;
    const sums = addedSums(tills.map((till) => till.sums));
    const figured = { sums, moved: of.moved, shifts: tills.flatMap(({ shifts }) => shifts) };
    return done({ day, number: account.number, tills, figured, centre: of.centre ?? [], isOwn: by === 'log' });
  }
  const signed = closedDay(w, number);
  if (signed === null) return refused('day.unknown', { number });
  const { day, tills, sums, points: of } = signed.closed;
  const figured = { sums, moved: of.moved, shifts: tills.flatMap(({ shifts }) => shifts) };
  return done({ day, number, tills, figured, centre: of.centre ?? [], isOwn: false });
}

/** What of a figure the centre booked itself. */
function centreIn(figure: DayFigure, centre: readonly PointsSum[]): readonly PointsSum[] {
  if (figure.of !== 'moved') return [];
  return centre.filter(({ contra }) => figure.group === null || groupOf(contra) === figure.group);
}

function withCentre(sum: Amount, centre: readonly PointsSum[]): Amount {
  return sum.unit === 'bani' ? sum : { unit: 'points', by: points(sum.by + netPoints(centre)) };
}

function pageOf(
  w: Workings,
  { day, centre, tills }: Close,
  figure: DayFigure,
  comes: Amount,
  { parts: all, sum, away }: Listed,
  first: number,
): DayPartsView {
  const parts = all.slice(first, first + MOST_PARTS);
  const members = new Set(parts.flatMap(({ member }) => member ?? []));
  return {
    at: 'read',
    day,
    parts,
    first,
    most: MOST_PARTS,
    many: all.length,
    sum,
    figure: comes,
    centre: centreIn(figure, centre),
    away,
    names: namesOf(w, { staff: parts.flatMap(({ staff }) => staff ?? []), members: [...members] }),
    tills: Object.fromEntries(tills.map(({ till, number }) => [till, number])),
    cards: Object.fromEntries(
      [...members].flatMap((member) => {
        const [card] = w.members.cardsOf(member);
        return card === undefined ? [] : [[member, endingOf(card.code)] as const];
      }),
    ),
  };
}
