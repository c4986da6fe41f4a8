import type { GiftCards } from '../../db/giftcards.ts';
import type { AppendOptions, Ledger, ShiftRow } from '../../db/ledger/ledger.ts';
import type { Members } from '../../db/members.ts';
import type { ReplicaReader } from '../../db/replica/replica.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { type MemberId, type NewUuid, type RecordId, recordId, type ShiftId } from '../../domain/identity/ids.ts';
import { attributed, type GroupPart } from '../../domain/merge/attributed.ts';
import type { Beside, RecordBody, RecordContent, RecordDraft } from '../../domain/record/record.ts';
import type { Outcome } from '../../domain/refusal/refusal.ts';
import type { Session } from '../staff/session.ts';
import type { Counter } from './counter/counter.ts';
import type { LastReckoned } from './counter/reckoning.ts';
import type { DayClosing } from './day/closing.ts';
import type { Looked } from './giftcards/cards.ts';
import type { Import } from './import/import.ts';
import type { Links, SyncReport, TillIdentity } from './links.ts';
import type { SentCode } from './people/codes.ts';
import type { Fetched } from './receipts/find.ts';
import type { Report } from './report/report.ts';
import type { Rules } from './rules.ts';
import type { SettingsKept } from './settings.ts';
import type { CountDrafts, FloatDrafts } from './shift/drafts.ts';
import type { ShiftSoFar } from './shift/soFar.ts';
import type { StoreWeekKept } from './staff/store.ts';
import type { Weeks } from './staff/weeks.ts';

/** What is handed in by the composition roots: the world. */
export interface Surroundings {
  /** The folder that holds ledger.db, members.db and log/; made where it is not there. */
  readonly dataDir: string;
  /** UTC ms. */
  readonly clock: () => number;
  readonly newUuid: NewUuid;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly links: Links;
  /** Version of Loial. */
  readonly version: string;
  /** What went wrong, also written to log/till.log; for whoever started the till by hand. */
  readonly say?: (line: string) => void;
}

/** What the till's rooms work with: the open files, who is signed in, what stands on the counter. */
export interface Workings extends Surroundings {
  readonly ledger: Ledger;
  readonly replica: ReplicaReader;
  readonly members: Members;
  readonly giftCards: GiftCards;
  readonly rules: Rules;
  readonly settings: SettingsKept;
  readonly session: Session;
  readonly counter: Counter;
  readonly lastReckoned: LastReckoned;
  readonly fetched: Fetched;
  readonly looked: Looked;
  readonly importing: Import;
  readonly report: Report;
  readonly weeks: Weeks;
  readonly storeWeek: StoreWeekKept;
  readonly closing: DayClosing;
  readonly sentCode: SentCode;
  readonly drafts: CountDrafts;
  readonly floatDrafts: FloatDrafts;
  readonly soFar: ShiftSoFar;
  /** Null: not set up yet. */
  identity(): TillIdentity | null;
  /** The till was set up: from now on it lives, asks and syncs as this. */
  began(identity: TillIdentity): void;
  /** The open shift with its sums so far; null: none is open. */
  shift(): ShiftRow | null;
  /** What the sync worker said last. */
  sync(): SyncReport;
  /** False after the centre did not answer in time, until it is heard again: then the offline policy is shown at once. */
  centreAnswers(): boolean;
  /** The centre did not answer, or did. */
  noteCentre(answered: boolean): void;
  /** After each record that is on disk. */
  written(record: RecordBody): void;
  /** One thing after the other on the counter; refuses with till.busy when too much waits. */
  onCounter<T>(work: () => Outcome<T> | Promise<Outcome<T>>): Outcome<T> | Promise<Outcome<T>>;
  /** The same for what is done while the shift sells; asked again when its turn comes, since a count or a closing may have been before it. */
  selling<T>(work: () => Outcome<T> | Promise<Outcome<T>>): Outcome<T> | Promise<Outcome<T>>;
}

/** What a record's head takes that is not the same for all: everything else is known here. */
export interface Writing extends AppendOptions {
  readonly id?: RecordId;
  readonly reverses?: RecordId | null;
  /** Only for the record that opens it: the shift that is not in the log yet. */
  readonly shift?: { readonly id: ShiftId; readonly businessDay: CivilDate };
  /** With whose rules it was reckoned; left out: with those that hold now. */
  readonly programmeVersion?: number | null;
}

/** Appends one confirmed action: on disk when this returns. Then the sync worker is told. */
export function write(w: Workings, content: RecordContent, how: Writing = {}): RecordBody {
  const options: { -readonly [Key in keyof AppendOptions]: AppendOptions[Key] } = {};
  if (how.beside !== undefined) options.beside = how.beside;
  if (how.counter !== undefined) options.counter = how.counter;
  const { record } = w.ledger.append(draftOf(w, content, how), options);
  w.written(record);
  return record;
}

/** Appends what is one action in several records (a sale and the bonus that it brings): all on disk, or nothing. */
export function writeTogether(
  w: Workings,
  records: readonly { readonly content: RecordContent; readonly how: Omit<Writing, 'counter'> }[],
  options: Pick<AppendOptions, 'counter'>,
): void {
  const drafts = records.map(({ content, how }) => ({ draft: draftOf(w, content, how), beside: how.beside ?? null }));
  for (const { record } of w.ledger.appendAll(drafts, options)) w.written(record);
}

function draftOf(w: Workings, reckoned: RecordContent, how: Writing): RecordDraft {
  const { content, group } = onOwners(w, reckoned);
  const shift = how.shift ?? w.shift();
  return {
    id: how.id ?? recordId(w.newUuid()),
    shift: shift?.id ?? null,
    businessDay: shift?.businessDay ?? null,
    staff: w.session.staff?.id ?? null,
    programmeVersion:
      how.programmeVersion === undefined ? (w.rules.programme()?.version ?? null) : how.programmeVersion,
    reverses: how.reverses ?? null,
    occurredAt: w.clock(),
    ...content,
    ...(group.length === 0 ? {} : { group }),
  };
}

/** What was reckoned with all that a person has, booked on those of their members whose it is; nearly nobody was ever merged. */
function onOwners(w: Workings, content: RecordContent): ReturnType<typeof attributed<RecordContent>> {
  if (content.entries.length === 0 && !('counts' in content)) return { content, group: [] };
  if (!w.members.anyMerged()) return { content, group: [] };
  const known = new Map<MemberId, readonly GroupPart[]>();
  return attributed(content, (member) => {
    const parts = known.get(member) ?? w.members.partsOf(member);
    known.set(member, parts);
    return parts;
  });
}

/** Personal data or free text, with the salt that its digest needs. */
export function beside(w: Workings, text: unknown): Beside {
  return { salt: Buffer.from(w.randomBytes(16)).toString('hex'), text: JSON.stringify(text) };
}

/** The civil date now. */
export const today = (w: Workings): CivilDate => civilDateAt(w.clock());
