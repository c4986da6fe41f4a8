import { createContext, useContext } from 'react';
import type * as z from 'zod';
import type { Answer, REQUESTS, RequestName, TillClient } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { LANGUAGES, type Language } from '../../domain/person/person.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { may } from '../../domain/roles/permissions.ts';
import { readEntry } from '../counter/entryText.ts';
import type { Note } from '../sound/notes.ts';
import type { Panel } from './panels.ts';
import type { Notice, WindowStore } from './state.ts';

type Input<Name extends RequestName> = z.input<(typeof REQUESTS)[Name]>;
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal | null };

/** After this the window shows that something is under way, ms. */
const GLANCE_MS = 300;

/** What a scan may be for besides the sale: true takes it, and the sale hears nothing of it. */
export type ScanTaker = (code: string, refusal: Refusal | null) => boolean;

/** The till as components use it: what is asked, what is opened, what is said. */
export class Till {
  readonly #client: TillClient;
  readonly #store: WindowStore;
  readonly #play: (note: Note) => void;
  readonly #scanTakers: ScanTaker[] = [];
  #underWay = 0;
  /** Languages that the till was told of and has not answered yet. */
  #speaking = 0;
  #now = (): number => 0;

  constructor(client: TillClient, store: WindowStore, play: (note: Note) => void) {
    this.#client = client;
    this.#store = store;
    this.#play = play;
  }

  /** Starts listening to the till; returns how to stop. `now` is a monotonic clock, ms. */
  listen(now: () => number): () => void {
    this.#now = now;
    const stops = [
      this.#client.onView((view) => this.#arrived(view, now())),
      this.#client.onConnection((connected) => this.#store.setState({ connected })),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The monotonic clock that it listens with, ms; for `useTillTime`. */
  readonly now = (): number => this.#now();

  /** Asks, and hands the refusal back for the asker to show. `refusal` null: the connection was lost (said already). */
  async askQuietly<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Answered<Answer<Name>>> {
    this.#underWay += 1;
    const timer = setTimeout(() => this.#store.setState({ working: true }), GLANCE_MS);
    try {
      return await this.#client.ask(name, input);
    } catch {
      this.say({ tone: 'attention', words: 'notice.lost' });
      return { ok: false, refusal: null };
    } finally {
      clearTimeout(timer);
      this.#underWay -= 1;
      if (this.#underWay === 0 && this.#store.getState().working) this.#store.setState({ working: false });
    }
  }

  /** Asks, and shows a refusal over the sale; an answer takes an earlier refusal away. */
  async ask<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Answered<Answer<Name>>> {
    const answer = await this.askQuietly(name, input);
    if (answer.ok) {
      if (this.#store.getState().notice?.tone === 'stop') this.say(null);
    } else if (answer.refusal !== null) this.refused(answer.refusal);
    return answer;
  }

  /** A code from a keyboard-wedge scanner or typed: what it means the till decides. */
  async code(code: string): Promise<Answered<null>> {
    const before = this.#store.getState().view?.counter.scan?.count ?? 0;
    const answer = await this.askQuietly('counter.code', { code });
    if (answer.ok) return answer;
    // The view tells of the scan as well; only where it did not, the refusal is told from here.
    const told = (this.#store.getState().view?.counter.scan?.count ?? 0) > before;
    if (!told && answer.refusal !== null && !this.#taken(code, answer.refusal)) this.refused(answer.refusal);
    return answer;
  }

  refused(refusal: Refusal): void {
    this.say({ tone: 'stop', refusal });
  }

  say(notice: Notice | null): void {
    this.#store.setState({ notice });
  }

  /** Lays a panel over its card; one of the same kind is replaced, not stacked. */
  open(panel: Panel): void {
    const { panels } = this.#store.getState();
    this.#store.setState({ panels: [...panels.filter((each) => each.kind !== panel.kind), panel], notice: null });
  }

  /** Lays a panel over the top one, whatever its kind: the way back goes through all of them. */
  push(panel: Panel): void {
    this.#store.setState({ panels: [...this.#store.getState().panels, panel], notice: null });
  }

  /** Puts a panel in the place of the top one. */
  replace(panel: Panel): void {
    this.#store.setState({ panels: [...this.#store.getState().panels.slice(0, -1), panel] });
  }

  /** One step back: first what is said, then the top panel. False: there was nothing to go back from. */
  back(): boolean {
    const { panels, notice } = this.#store.getState();
    if (notice !== null) this.say(null);
    else if (panels.length > 0) this.#store.setState({ panels: panels.slice(0, -1) });
    else return false;
    return true;
  }

  /** Back to the sale. */
  closeAll(): void {
    if (this.#store.getState().panels.length > 0) this.#store.setState({ panels: [] });
  }

  speak(language: Language): void {
    this.#store.setState({ language });
    if (this.#store.getState().view === null) return;
    this.#speaking += 1;
    void this.askQuietly('settings.set', { language }).finally(() => {
      this.#speaking -= 1;
    });
  }

  nextLanguage(): void {
    const at = LANGUAGES.indexOf(this.#store.getState().language);
    this.speak(LANGUAGES[(at + 1) % LANGUAGES.length] ?? 'ro');
  }

  /** While a panel waits for a card, it takes scans first; returns how to stop. */
  takeScans(taker: ScanTaker): () => void {
    this.#scanTakers.push(taker);
    return () => {
      const at = this.#scanTakers.indexOf(taker);
      if (at >= 0) this.#scanTakers.splice(at, 1);
    };
  }

  #taken(code: string, refusal: Refusal | null): boolean {
    return this.#scanTakers.at(-1)?.(code, refusal) ?? false;
  }

  #arrived(view: TillView, at: number): void {
    const before = this.#store.getState().view;
    this.#store.setState({ view, viewAt: at });
    // What the till still has to hear is spoken here already: a view from before it would turn it back for a moment, and the key's next step.
    if (before === null || (this.#speaking === 0 && before.settings.language !== view.settings.language)) {
      this.#store.setState({ language: view.settings.language });
    }
    if (before === null) return;
    if (before.stage !== view.stage || before.staff?.id !== view.staff?.id) {
      const { thenZs } = this.#store.getState();
      const panels: Panel[] = thenZs && view.staff !== null && may(view.staff.role, 'z') ? [{ kind: 'zList' }] : [];
      this.#store.setState({ panels, notice: null, main: null, thenZs: false });
    }
    const { scan } = view.counter;
    if (scan !== null && scan.count !== before.counter.scan?.count) this.#scanned(before, view);
    if (view.counter.last !== null && view.counter.last.id !== before.counter.last?.id) this.closeAll();
  }

  #scanned(before: TillView, view: TillView): void {
    const { scan, opened, giftCard, member } = view.counter;
    if (scan === null) return;
    if (this.#taken(scan.code, scan.refusal)) {
      this.#play('good');
      return;
    }
    this.#play(scan.good ? 'good' : 'bad');
    if (scan.refusal !== null) {
      this.refused(scan.refusal);
      return;
    }
    this.say(null);
    if (opened !== null) {
      const returning = this.#store
        .getState()
        .panels.some((panel) => panel.kind === 'receipts' && panel.purpose === 'return');
      this.open(
        returning && opened.kind === 'sale'
          ? { kind: 'return', receipt: opened }
          : { kind: 'receipt', receipt: opened },
      );
    } else if (giftCard !== null) this.open({ kind: 'giftCard', code: scan.code });
    // A card that pays was read: the sale shows it.
    else if (view.counter.kept.length > before.counter.kept.length) this.closeAll();
    else if (member !== null && member.id !== before.counter.member?.id) this.closeAll();
    this.#multiply(before, view);
  }

  /** `3*` stood in the entry field and a scanner read a product: it is three of them. */
  #multiply(before: TillView, view: TillView): void {
    const typed = readEntry(this.#store.getState().entry);
    if (typed.kind !== 'quantity') return;
    const line = view.counter.lines.find((each) => each.key === view.counter.selected);
    const earlier = before.counter.lines.find((each) => each.key === line?.key);
    if (line === undefined || line.quantity === earlier?.quantity) return;
    this.#store.setState({ entry: '' });
    const quantity =
      line.unit === 'piece'
        ? String((earlier?.quantity ?? 0) / 1000 + Number(typed.quantity.replace(',', '.')))
        : typed.quantity;
    void this.ask('counter.quantity', { line: line.key, quantity });
  }
}

export const TillContext = createContext<Till | null>(null);

/** The till of this window. */
export function useTill(): Till {
  const till = useContext(TillContext);
  if (till === null) throw new Error('No till: this component stands outside <App>.');
  return till;
}
