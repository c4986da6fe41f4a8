import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import type { TillView } from '../../contract/till/views.ts';
import type { VatRate } from '../../domain/amount/quantity.ts';
import type { Language } from '../../domain/person/person.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { MessageKey } from '../../resources/translations/translations.ts';
import type { Board, Layout, Sign } from '../keypad/boards.ts';
import type { Panel } from './panels.ts';

/** What is said to the cashier over the sale card, until it is read or the next thing succeeds. */
export type Notice =
  | { readonly tone: 'stop'; readonly refusal: Refusal }
  /** It is not known whether what was asked was done. */
  | { readonly tone: 'attention'; readonly words: MessageKey }
  | { readonly tone: 'ok'; readonly words: MessageKey };

/** The likely next step: what Enter and the large button do, whatever is open. */
export interface MainAction {
  readonly label: string;
  readonly enabled: boolean;
  readonly run: () => void;
}

/** What somebody began to write for a new member; kept when the panel is left. */
export interface EnrolDraft {
  readonly phone: string;
  readonly name: string;
  readonly callName: string;
  readonly birthday: string;
  readonly language: Language;
  readonly card: string;
  readonly consent: boolean;
  readonly marketing: boolean;
}

/** The window's own state: the till's last word, and what is open. Nothing here must survive a reload. */
export interface WindowState {
  readonly view: TillView | null;
  /** performance.now() when the view came: with view.status.now it gives the till's present time. */
  readonly viewAt: number;
  readonly connected: boolean;
  readonly language: Language;
  readonly panels: readonly Panel[];
  readonly notice: Notice | null;
  readonly main: MainAction | null;
  /** True while something asked takes longer than a glance. */
  readonly working: boolean;
  /** What stands in the sale's entry field. */
  readonly entry: string;
  /** The VAT rate of typed amounts; null: the shop's first. */
  readonly vat: VatRate | null;
  readonly searchText: string;
  readonly enrolDraft: EnrolDraft | null;
  /** Whoever signs in next comes to the Zs at once. */
  readonly thenZs: boolean;
  /** The keys on the screen. `layout` null: the letters of the window's language. */
  readonly keypad: {
    readonly open: boolean;
    readonly board: Board;
    readonly layout: Layout | null;
    readonly sign: Sign;
  };
}

export const FIRST_STATE: WindowState = {
  view: null,
  viewAt: 0,
  connected: false,
  language: 'ro',
  panels: [],
  notice: null,
  main: null,
  working: false,
  entry: '',
  vat: null,
  searchText: '',
  enrolDraft: null,
  thenZs: false,
  keypad: { open: false, board: 'digits', layout: null, sign: '*' },
};

export type WindowStore = StoreApi<WindowState>;

/** Makes the store of one window. */
export function createWindowStore(): WindowStore {
  return createStore<WindowState>()(() => FIRST_STATE);
}

export const StoreContext = createContext<WindowStore | null>(null);

/** The store itself, for what reads it in an event and needs no drawing. */
export function useWindowStore(): WindowStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('No window state: this component stands outside <App>.');
  return store;
}

/** A part of the window's state; the component is drawn again only when this part changes. */
export function useWindow<T>(select: (state: WindowState) => T): T {
  return useStore(useWindowStore(), select);
}
