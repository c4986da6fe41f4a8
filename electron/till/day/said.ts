import * as z from 'zod';
import { civilDateField, recordIdField, staffIdField, tillIdField } from '../../../contract/fields.ts';
import type { Ledger } from '../../../db/ledger/ledger.ts';
import type { SealedDay } from '../../../domain/day/account.ts';
import { EXPLANATIONS, WITHOUT } from '../../../domain/day/recorded.ts';
import type { Said } from '../../../domain/day/signing.ts';

const KEY = 'dayDraft';
const note = z.string().max(500);
const kept = z.object({
  /** The close before the one that is spoken of: once another is signed, nothing of this holds. */
  after: recordIdField.nullable(),
  /** The day that is being closed; null: it was put away. */
  day: civilDateField.nullable(),
  explained: z.record(
    z.string(),
    z.object({ why: z.enum(EXPLANATIONS), note, by: staffIdField, mended: recordIdField.nullable() }),
  ),
  without: z.record(tillIdField, z.object({ why: z.enum(WITHOUT), note })),
  /** Codes of other tills' Zs, as they were scanned. */
  papers: z.array(z.string()),
});
type Kept = z.infer<typeof kept>;

/** What one difference was explained with. */
export type Explained = Kept['explained'][string];

const NOTHING: Omit<Kept, 'after'> = { day: null, explained: {}, without: {}, papers: [] };

/** What was said of the close that is being made: on disk at each word, and nobody's once that close is signed. */
export class SaidKept {
  readonly #ledger: Ledger;
  #now: Kept;
  #revision = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const read = kept.safeParse(ledger.setting(KEY) ?? null);
    this.#now = read.success ? read.data : { after: null, ...NOTHING };
  }

  /** Grows with each word. */
  get revision(): number {
    return this.#revision;
  }

  /** True: what is kept is of a close that is signed. */
  isOver(after: SealedDay | null): boolean {
    return this.#now.after !== (after?.record ?? null);
  }

  /** As of the close before; what was said of an earlier one is forgotten. */
  of(after: SealedDay | null): Omit<Kept, 'after'> {
    const record = after?.record ?? null;
    if (this.#now.after !== record) this.#now = { after: record, ...NOTHING };
    return this.#now;
  }

  /** On disk when it returns. */
  keep(some: Partial<Omit<Kept, 'after'>>): void {
    const next = { ...this.#now, ...some };
    this.#ledger.set(KEY, next);
    this.#now = next;
    this.#revision++;
  }

  /** For what signs: without the notes, which stand beside. */
  said(): Omit<Said, 'isRegisterOpen'> {
    const { explained, without } = this.#now;
    return {
      explained: new Map(Object.entries(explained).map(([key, { why, by, mended }]) => [key, { why, by, mended }])),
      without: new Map(Object.entries(without).map(([till, { why }]) => [tillIdField.parse(till), why])),
    };
  }

  /** Words of one's own by the key of a difference or the id of a till; those that say nothing are left out. */
  notes(keys: ReadonlySet<string>): Record<string, string> {
    const { explained, without } = this.#now;
    const all = [...Object.entries(explained), ...Object.entries(without)];
    return Object.fromEntries(
      all.flatMap(([key, one]) => (one.note !== '' && keys.has(key) ? [[key, one.note] as const] : [])),
    );
  }
}
