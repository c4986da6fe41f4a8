import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { instantField, staffIdField } from '../../../contract/fields.ts';
import type { Request } from '../../../contract/till/api.ts';
import {
  type ImportView,
  LARGEST_LIST,
  type ListChecked,
  type ListForm,
  type ListLook,
  type ListMeaning,
  listMeaning,
} from '../../../contract/till/import.ts';
import { assert } from '../../../domain/assert.ts';
import { civilDateAt } from '../../../domain/calendar/civil.ts';
import { lotOf, type RecordId } from '../../../domain/identity/ids.ts';
import { columnsOf } from '../../../domain/import/columns.ts';
import type { Entry } from '../../../domain/ledger/entry.ts';
import type { EnrolmentText } from '../../../domain/person/person.ts';
import type { RecordDraft } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { memberOf, recordOf } from '../../import/ids.ts';
import { lookAt } from '../../import/list.ts';
import type { ImportBatch, ImportTask } from '../../import/messages.ts';
import type { ListReader, Read } from '../../import/reader.ts';
import { beside, type Workings, write } from '../workings.ts';

/** A list that is being taken over, kept in ledger.db: after a crash it goes on with the very same ids. */
const going = z.object({
  name: z.string(),
  digest: z.string(),
  startedAt: instantField,
  staff: staffIdField.nullable(),
  meaning: listMeaning,
  of: z.number().int(),
});
type Going = z.infer<typeof going>;
const KEY = 'import';

type State =
  | ImportView
  | { readonly at: 'ready'; readonly digest: string; readonly view: Extract<ImportView, { at: 'checked' }> };

/** What a till takes over members with. */
export interface ImportParts {
  /** The till that it works in; asked once it is put together. */
  readonly workings: () => Workings;
  readonly dataDir: string;
  readonly membersFile: string;
  readonly reader: ListReader;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Takes over the members of another system: their list arrives in pieces, is looked at, checked whole in a thread of
 * its own, and then written into the log in small batches between which sales have their turn. Each member's records
 * and ids follow from the list and the line, so a list that was cut off by a crash goes on and doubles nobody.
 */
export class Import {
  readonly #parts: ImportParts;
  #state: State = { at: 'nothing' };
  #reading: { stop(): void } | null = null;
  #closed = false;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  /** Goes on with a list that a crash or a closing cut off. */
  resume(): void {
    const kept = this.#w.ledger.setting(KEY);
    if (kept !== null) this.#go(going.parse(kept));
  }

  get #w(): Workings {
    return this.#parts.workings();
  }

  get #list(): string {
    return join(this.#parts.dataDir, 'import', 'list.csv');
  }

  view(): ImportView {
    return this.#state.at === 'ready' ? this.#state.view : this.#state;
  }

  begin({ name, bytes }: Request<'import.begin'>): Outcome<null> {
    if (this.#busy()) return refused('import.busy');
    if (bytes > LARGEST_LIST) return refused('import.tooLarge', { most: LARGEST_LIST / 1024 / 1024 });
    this.#forgetList();
    mkdirSync(join(this.#parts.dataDir, 'import'), { recursive: true, mode: 0o700 });
    writeFileSync(this.#list, '', { mode: 0o600 });
    this.#state = { at: 'arriving', name, bytes, arrived: 0 };
    return done(null);
  }

  /** The next piece; the last one makes it looked at. */
  chunk({ at, base64 }: Request<'import.chunk'>): Outcome<null> {
    const state = this.#state;
    const piece = Buffer.from(base64, 'base64');
    if (state.at !== 'arriving' || at !== state.arrived || at + piece.length > state.bytes)
      return refused('import.again');
    appendFileSync(this.#list, piece);
    const arrived = at + piece.length;
    this.#state = { ...state, arrived };
    if (arrived < state.bytes) return done(null);
    return this.#look({ name: state.name, bytes: state.bytes }, {});
  }

  /** Looks again, where a person said that the list is to be read otherwise. */
  look({ form }: Request<'import.look'>): Outcome<null> {
    const look = this.#looked();
    return look === null ? refused('import.again') : this.#look(look, form);
  }

  #look(of: Pick<ListLook, 'name' | 'bytes'>, known: Partial<ListForm>): Outcome<null> {
    const { form, lines } = lookAt(this.#list, known);
    if (lines.length <= (form.headings ? 1 : 0)) {
      this.#forgetList();
      this.#state = { at: 'nothing' };
      return refused('import.empty');
    }
    const columns = form.headings ? columnsOf(lines[0] ?? []) : {};
    this.#state = { at: 'arrived', look: { name: of.name, bytes: of.bytes, form, lines, columns } };
    return done(null);
  }

  /** Begins to check the whole list; the view tells how far it is, and then what the list comes to. */
  check(meaning: Request<'import.check'>): Outcome<null> {
    const look = this.#looked();
    if (look === null || this.#busy()) return refused(look === null ? 'import.again' : 'import.busy');
    this.#state = { at: 'checking', look, share: 0 };
    const reading = this.#parts.reader.read(this.#task(meaning, null), {
      share: (share) => {
        if (this.#state.at === 'checking') this.#state = { ...this.#state, share };
      },
      batch: () => {
        throw new Error('a check tells nobody');
      },
    });
    this.#reading = reading;
    this.#follow(reading.ended, look.name, (read) => {
      const checked = checkedOf(read, meaning);
      this.#state = { at: 'ready', digest: read.digest, view: { at: 'checked', look, meaning, checked } };
    });
    return done(null);
  }

  /** Takes the good rows over. `leaveOut`: how many faulty ones the person saw and leaves out. */
  go({ leaveOut }: Request<'import.go'>): Outcome<null> {
    if (this.#state.at !== 'ready') return refused('import.again');
    const { digest, view } = this.#state;
    const { checked, look, meaning } = view;
    if (checked.faulty !== leaveOut) return refused('import.again');
    if (checked.good === 0) return refused('import.empty');
    const begun: Going = {
      name: look.name,
      digest,
      startedAt: this.#w.clock(),
      staff: this.#w.session.staff?.id ?? null,
      meaning,
      of: checked.good,
    };
    this.#w.ledger.set(KEY, begun);
    this.#go(begun);
    return done(null);
  }

  /** Puts the list away. What is being written is not stopped: half a list would be neither here nor there. */
  drop(): Outcome<null> {
    if (this.#state.at === 'going') return refused('import.busy');
    this.#reading?.stop();
    this.#reading = null;
    this.#forgetList();
    this.#state = { at: 'nothing' };
    return done(null);
  }

  close(): void {
    this.#closed = true;
    this.#reading?.stop();
  }

  #go(begun: Going): void {
    if (!existsSync(this.#list)) {
      // The list is gone: what was taken over stays, and that is said.
      this.#w.ledger.set(KEY, null);
      this.#state = { at: 'broken', name: begun.name, line: 0 };
      return;
    }
    this.#state = { at: 'going', name: begun.name, done: 0, of: begun.of };
    const reading = this.#parts.reader.read(this.#task(begun.meaning, begun), {
      share: () => undefined,
      batch: (batch) => this.#write(begun, batch),
    });
    this.#reading = reading;
    this.#follow(reading.ended, begun.name, ({ checked }) => {
      this.#w.ledger.set(KEY, null);
      write(this.#w, { kind: 'setting', topic: 'membersImported', entries: [] });
      this.#forgetList();
      // Who was enrolled by hand meanwhile, with a card of the list, is left out like the others.
      const { good: members, points, faulty: leftOut } = checked;
      this.#state = { at: 'done', name: begun.name, members, points, leftOut };
    });
  }

  /** One batch, one transaction; members that a run before a crash has written already are passed over. */
  #write(begun: Going, batch: ImportBatch): void {
    assert(this.#state.at === 'going', 'only a list that is being taken over is written');
    const drafts = batch.flatMap(({ line, member: imported }) => {
      const id = recordOf(begun, line);
      return this.#w.ledger.has(id) ? [] : [{ id, line, imported }];
    });
    if (drafts.length > 0) {
      const written = this.#w.ledger.appendAll(
        drafts.map(({ id, line, imported }) => {
          const text: EnrolmentText = { person: imported.person, card: imported.card };
          return { draft: draftOf(begun, id, line, imported, this.#w.clock()), beside: beside(this.#w, text) };
        }),
      );
      const last = written.at(-1);
      if (last !== undefined) this.#w.written(last.record);
    }
    this.#state = { ...this.#state, done: this.#state.done + batch.length };
  }

  #task(meaning: ListMeaning, begun: Going | null): ImportTask {
    const { cardPrefixes, weighed } = this.#w.rules.chain();
    const { membersFile } = this.#parts;
    // What was good when it began is good until the end, also after a night.
    const today = civilDateAt(begun?.startedAt ?? this.#w.clock());
    const taking = begun === null ? null : { digest: begun.digest, startedAt: begun.startedAt };
    return { list: this.#list, membersFile, ...meaning, today, codes: { cardPrefixes, weighed }, taking };
  }

  /** What comes of reading; a till that closes meanwhile begins again where it was at its next start. */
  #follow(ended: Promise<Read>, name: string, onDone: (read: Extract<Read, { type: 'done' }>) => void): void {
    ended.then(
      (read) => {
        if (this.#closed) return;
        this.#reading = null;
        if (read.type === 'done') onDone(read);
        else this.#state = { at: 'broken', name, line: read.line };
      },
      (error: unknown) => {
        if (this.#closed || this.#state.at === 'nothing') return;
        this.#reading = null;
        this.#parts.onTrouble(error);
        this.#state = { at: 'broken', name, line: 0 };
      },
    );
  }

  #looked(): ListLook | null {
    const state = this.view();
    return state.at === 'arrived' || state.at === 'checked' ? state.look : null;
  }

  #busy(): boolean {
    return this.#state.at === 'checking' || this.#state.at === 'going';
  }

  #forgetList(): void {
    rmSync(join(this.#parts.dataDir, 'import'), { recursive: true, force: true });
  }
}

function checkedOf({ checked }: Extract<Read, { type: 'done' }>, { pointsUntil }: ListMeaning): ListChecked {
  const faults = checked.faults.map(({ field, ...rest }) => ({ ...rest, field: field ?? '' }));
  return { ...checked, pointsUntil, faults };
}

function draftOf(
  begun: Going,
  id: RecordId,
  line: number,
  { person, points, pointsUntil }: ImportBatch[number]['member'],
  now: number,
): RecordDraft {
  const member = memberOf(begun, line);
  const opening: readonly Entry[] =
    points === 0 ? [] : [{ member, points, contra: 'opening', lot: lotOf(id, 0), expires: pointsUntil }];
  return {
    kind: 'enrolment',
    member,
    consent: { programme: true, marketing: person.marketing },
    entries: opening,
    id,
    shift: null,
    businessDay: null,
    staff: begun.staff,
    programmeVersion: null,
    reverses: null,
    occurredAt: now,
  };
}
