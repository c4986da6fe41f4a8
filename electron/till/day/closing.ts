import type { Request } from '../../../contract/till/api.ts';
import type { DayRow, DayView, DrawnDay } from '../../../contract/till/day.ts';
import { addDays, type CivilDate } from '../../../domain/calendar/civil.ts';
import type { OurReceipt, RegisterZ } from '../../../domain/day/register.ts';
import { type Strange, strangeFile } from '../../../domain/day/registerFile.ts';
import { done, type Outcome, type Refusal, refuse, refused } from '../../../domain/refusal/refusal.ts';
import type { DayReader } from '../../day/reader.ts';
import { today, type Workings } from '../workings.ts';
import { byPapers, type Drawing, drawUp, receiptsOf } from './drawing.ts';
import { drawnView, type LookedWith } from './drawn.ts';
import { nextPaper, papersIn } from './papers.ts';
import { FigureParts } from './parts.ts';
import { proposedDay } from './proposed.ts';
import type { Register } from './register.ts';
import { type Right, rightOf, rightView } from './right.ts';
import { SaidKept } from './said.ts';
import { lastDay } from './signed.ts';

export interface ClosingParts {
  readonly workings: () => Workings;
  readonly files: { readonly ledger: string; readonly members: string };
  readonly reader: DayReader;
  readonly register: Register;
  readonly onTrouble: (error: unknown) => void;
  /** What the window sees has changed. */
  readonly onChange: () => void;
}

/** Our receipts, where the register's file has any, and why that seems not to be of the day. */
interface WithFile {
  /** The file's receipts that this was found of; another file that has come since is not compared before it was looked at. */
  readonly theirs: RegisterZ['receipts'];
  readonly receipts: readonly OurReceipt[] | null;
  readonly strange: Strange | null;
}

type Now =
  | Exclude<DayView['now'], { readonly at: 'drawn' }>
  | ({ readonly at: 'drawn'; readonly drawing: Drawing } & WithFile);

/** What of the view stays the same until the log or the centre's word changes. */
interface Standing {
  readonly as: string;
  readonly right: Right;
  readonly view: Pick<DayView, 'right' | 'from' | 'proposed'> & { readonly last: DayRow | null };
}

/**
 * The close of the store's day as it is being made: drawn up beside the till as often as is liked, spoken of with each word on disk, and
 * begun again by itself where a reload or a power cut ended it. Signing is in sign.ts; nothing here writes a record.
 */
export class DayClosing {
  readonly #parts: ClosingParts;
  readonly #said: SaidKept;
  /** What makes up the figures of this close, and of signed ones. */
  readonly parts: FigureParts;
  #now: Now = { at: 'nothing' };
  #changes = 0;
  #reading: { stop(): void } | null = null;
  #turn = 0;
  #standing: Standing | null = null;
  #looked: { readonly as: string; readonly view: DrawnDay } | null = null;

  constructor(parts: ClosingParts, ledger: ConstructorParameters<typeof SaidKept>[0]) {
    this.#parts = parts;
    this.#said = new SaidKept(ledger);
    this.parts = new FigureParts(parts);
  }

  /** Another one whenever `view` may be another: by a word, by the reading, or by what the centre told. How far it is read is asked for. */
  get revision(): number {
    return this.#changes + this.#said.revision + this.#parts.register.revision + this.#parts.workings().sync().revision;
  }

  get said(): SaidKept {
    return this.#said;
  }

  get register(): Register {
    return this.#parts.register;
  }

  /** Who may close, and after which day. */
  right(): Right {
    return this.#stand().right;
  }

  /** `day.state`; a close that was begun before a restart is drawn up again. */
  view(): DayView {
    const { right, view } = this.#stand();
    const { day } = this.#said.of(right.after);
    if (this.#now.at === 'nothing' && day !== null && right.here) this.#draw(day, right);
    const now = this.#now;
    if (now.at !== 'drawn') return { ...view, now };
    return { ...view, now: { at: 'drawn', drawn: this.#look(now.drawing, now) } };
  }

  /** `day.begin`: draws the close of a day up anew. */
  begin({ day }: Request<'day.begin'>): Outcome<null> {
    const w = this.#parts.workings();
    const { right, view } = this.#stand();
    const may = mayClose(right, view.right.till);
    if (!may.ok) return may;
    // Where none comes next, the one that is signed is meant, and refused.
    const chosen = day ?? view.proposed ?? right.after?.day ?? today(w);
    if (right.after !== null && chosen <= right.after.day)
      return refused('day.closedAlready', { day: right.after.day });
    if (chosen > today(w)) return refused('day.future', { day: chosen });
    if (this.#said.of(right.after).day !== chosen) this.#said.keep({ day: chosen });
    this.#draw(chosen, right);
    return done(null);
  }

  /** `day.drop`: puts it away; what was said stays on disk for the next time. */
  drop(): Outcome<null> {
    this.#said.of(this.right().after);
    this.#said.keep({ day: null });
    this.stop();
    return done(null);
  }

  /** What is read stops; said is what was said. */
  stop(): void {
    this.#reading?.stop();
    this.#reading = null;
    this.parts.stop();
    this.#turn++;
    this.#go({ at: 'nothing' });
    this.#looked = null;
  }

  /** The close as it is drawn up, with what it is looked at with; refused while there is none. */
  drawn(): Outcome<{ readonly view: DrawnDay; readonly with: LookedWith }> {
    if (this.#now.at === 'drawing') return refused('day.drawing');
    if (this.#now.at !== 'drawn') return refused('day.notDrawn');
    const { drawing } = this.#now;
    return done({ view: this.#look(drawing, this.#now), with: this.#lookedWith(drawing, this.#now) });
  }

  /** Draws the same day up again: something was written that belongs to it. */
  again(): void {
    const { right } = this.#stand();
    const { day } = this.#said.of(right.after);
    if (day !== null && right.here) this.#draw(day, right);
  }

  /** `day.paper`: the Z of another till, from its form. */
  paper({ code }: Request<'day.paper'>): Outcome<null> {
    const w = this.#parts.workings();
    const drawn = this.drawn();
    if (!drawn.ok) return drawn;
    const { drawing } = drawn.value.with;
    const { account, own } = drawing;
    if (account.by !== 'papers') return refused('day.paperNeedless');
    const { papers } = this.#said.of(account.previous);
    const next = nextPaper(w, code, { papers: papersIn(papers), day: account.day });
    if (!next.ok) return next;
    this.#said.keep({ papers: [...papers, code.trim()] });
    const identity = w.identity();
    if (identity === null || this.#now.at !== 'drawn') return refused('day.notDrawn');
    const of = { day: account.day, identity, after: account.previous, papers: () => this.#papers() };
    this.#go({ ...this.#now, drawing: { ...drawing, account: byPapers(w, of, own, account.asOf) } });
    return done(null);
  }

  /** The register's word has changed: receipts are compared where it has any. */
  async registerChanged(): Promise<void> {
    const now = this.#now;
    if (now.at !== 'drawn') return;
    const file = await this.#withFile(now.drawing);
    if (this.#now.at === 'drawn' && this.#now.drawing === now.drawing) this.#go({ ...this.#now, ...file });
    this.#parts.onChange();
  }

  #go(now: Now): void {
    this.#now = now;
    this.#changes++;
  }

  #papers(): ReturnType<typeof papersIn> {
    return papersIn(this.#said.of(this.right().after).papers);
  }

  async #withFile(drawing: Drawing): Promise<WithFile> {
    const { register, workings } = this.#parts;
    await register.ready();
    const theirs = register.receipts();
    const receipts = theirs === null ? null : await receiptsOf(workings(), drawing);
    const isKnown = theirs !== null && receipts !== null;
    return { theirs, receipts, strange: isKnown ? strangeFile(drawing.account.day, receipts, theirs) : null };
  }

  #draw(day: CivilDate, right: Right): void {
    const { workings, files, reader, onTrouble } = this.#parts;
    const w = workings();
    const identity = w.identity();
    if (identity === null) return;
    this.stop();
    // What was stopped meanwhile says nothing any more.
    const turn = ++this.#turn;
    const set = (now: Now): void => {
      if (this.#turn !== turn) return;
      this.#go(now);
      this.#parts.onChange();
    };
    this.#go({ at: 'drawing', day, share: 0 });
    const share = (of: number | null): void => {
      if (this.#turn === turn && this.#now.at === 'drawing') this.#now = { at: 'drawing', day, share: of };
    };
    const reading = drawUp(w, reader, {
      day,
      identity,
      after: right.after,
      papers: () => this.#papers(),
      files,
      share,
    });
    this.#reading = reading;
    const failed = (refusal: Refusal): void => set({ at: 'failed', day, refusal });
    reading.ended
      .then(async (outcome) => {
        if (!outcome.ok) return failed(outcome.refusal);
        set({ at: 'drawn', drawing: outcome.value, ...(await this.#withFile(outcome.value)) });
      })
      .catch((error: unknown) => {
        if (this.#turn === turn) onTrouble(error);
        failed(refuse('day.broken'));
      });
  }

  #stand(): Standing {
    const w = this.#parts.workings();
    const as = `${w.ledger.head()?.hash ?? ''} ${w.sync().revision} ${today(w)}`;
    if (this.#standing?.as === as) return this.#standing;
    const right = rightOf(w);
    // Signed, here or elsewhere, also where the till was cut off just then: what was said and typed for that close is nobody's.
    if (this.#said.isOver(right.after)) {
      this.#said.of(right.after);
      this.#said.keep({});
      this.#parts.register.forget();
    }
    const view = {
      right: rightView(w, right),
      from: right.after === null ? null : addDays(right.after.day, 1),
      proposed: proposedDay(w, right),
      last: lastDay(w),
    };
    this.#standing = { as, right, view };
    return this.#standing;
  }

  #lookedWith(drawing: Drawing, { theirs, receipts, strange }: WithFile): LookedWith {
    const { register } = this.#parts;
    const till = drawing.own.day.account.till;
    const isOfThis = register.receipts() === theirs;
    const view = register.view(isOfThis ? strange : undefined);
    const isCompared = isOfThis && (strange === null || register.isTaken);
    return {
      drawing,
      receipts,
      till,
      said: this.#said,
      register: { z: register.z(isCompared), view },
    };
  }

  /** Made anew only where something of it changed: the window asks several times a second. */
  #look(drawing: Drawing, file: WithFile): DrawnDay {
    const { register } = this.#parts;
    const w = this.#parts.workings();
    const of = this.#lookedWith(drawing, file);
    const { account } = drawing;
    const said = this.#said.of(account.previous);
    const as = JSON.stringify([
      account.asOf,
      account.tills.map(({ records }) => records),
      said,
      of.register.view,
      this.#changes,
      register.revision,
    ]);
    if (this.#looked?.as !== as) this.#looked = { as, view: drawnView(w, of) };
    return this.#looked.view;
  }
}

/** Whether the closing right is here; `holder`: the number of the till that has it. */
export function mayClose({ till, here }: Right, holder: number | null): Outcome<null> {
  if (here) return done(null);
  if (till === null) return refused('day.rightUnknown');
  return refused('day.noRight', { till: holder ?? 0 });
}
