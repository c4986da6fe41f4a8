import { hash, randomBytes } from 'node:crypto';
import { type EnrolResponse, holdResponse } from '../../contract/sync/messages.ts';
import { memberState } from '../../contract/sync/states.ts';
import { type CivilDate, civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { incarnationId, memberId, recordId, uuid7 } from '../../domain/identity/ids.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { type Beside, NO_HASH, type RecordContent } from '../../domain/record/record.ts';
import { seal } from '../../domain/record/seal.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { openSession, type Session } from '../../electron/sync/session.ts';
import type { Wire } from '../../electron/sync/wire.ts';
import type { SyncReport, TillIdentity } from '../../electron/till/links.ts';
import type { Chance } from '../sample/chance.ts';
import type { Joiner } from '../sample/people.ts';
import { saleDraft } from '../sample/receipts.ts';
import type { Crowd } from './crowd.ts';
import { LoadLog, LoadStates } from './memory.ts';
import type { Times } from './times.ts';

/** How long a counter waits for the centre's word on a redemption, ms: as long as a real one. */
const HOLD_MS = 700;
/** The share of sales with a member. */
const WITH_MEMBER = 0.5;

export interface CounterParts {
  readonly enrolled: EnrolResponse;
  readonly url: string;
  readonly wire: Wire;
  readonly programme: Programme;
  readonly basket: (chance: Chance) => BasketLine[];
  readonly crowd: Crowd;
  readonly chance: Chance;
  readonly times: Times;
  /** This till keeps what the crowd has; the others only count what they are told. */
  readonly reads: boolean;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const newUuid = (): string => uuid7(Date.now(), randomBytes(10));

/** One till with a member of staff who never tires: real records, the real sync, files in memory. */
export class Counter {
  readonly #parts: CounterParts;
  readonly #identity: TillIdentity;
  readonly #log: LoadLog;
  readonly #session: Session;
  /** Numbers and when they were confirmed, those not held yet. */
  #waiting: { readonly seq: number; readonly at: number }[] = [];
  #held = 0;
  report: SyncReport | null = null;

  constructor(parts: CounterParts) {
    this.#parts = parts;
    const { till, store, number, ordinal, key } = parts.enrolled;
    const incarnation = incarnationId(newUuid());
    this.#identity = { till, store, number, ordinal, incarnation, centre: { url: parts.url, key } };
    this.#log = new LoadLog({ store, till, incarnation, seq: 0, hash: NO_HASH });
    const begun = { kind: 'begun', previous: parts.enrolled.previous, ordinal, entries: [] } as const;
    this.#append(begun, newUuid(), null);
    this.#session = openSession({
      identity: this.#identity,
      ledger: this.#log,
      replica: new LoadStates({
        onStates: (states) => this.#told(states),
        onAcked: (seq) => this.#acknowledged(seq),
      }),
      wire: parts.wire,
      world: { wallMs: Date.now, steadyMs: () => performance.now(), chance: Math.random },
      onReport: (report) => {
        this.report = report;
      },
      onFolded: () => undefined,
    });
  }

  get head(): number {
    return this.#log.end.seq;
  }
  get held(): number {
    return this.#held;
  }

  /** Somebody becomes a member here. */
  enrol(joiner: Joiner, day: CivilDate): void {
    const text = JSON.stringify({ person: joiner.person, card: joiner.card });
    const beside = { salt: Buffer.from(this.#parts.chance.bytes(16)).toString('hex'), text };
    const member = memberId(newUuid());
    const consent = { programme: true, marketing: joiner.person.marketing } as const;
    this.#session.appended(this.#append({ kind: 'enrolment', member, consent, entries: [] }, newUuid(), beside));
    this.#parts.crowd.join(member, day);
  }

  /** One sale; a redemption asks the centre first and goes on without it after its time. */
  async sell(): Promise<void> {
    const { chance, crowd, programme, basket, times, enrolled } = this.#parts;
    const now = Date.now();
    const today = civilDateAt(now);
    const id = recordId(newUuid());
    const somebody = chance.hit(WITH_MEMBER) ? crowd.somebody(chance) : null;
    const sale = saleDraft({
      id,
      till: enrolled.number,
      seq: this.head + 1,
      basket: basket(chance),
      programme,
      member: somebody === null ? null : { ...somebody, birthday: null, foundBy: 'card' },
      today,
      time: civilTimeAt(now),
      store: enrolled.store,
      fiscalNumber: null,
      chance,
    });
    const spent = -sale.entries.reduce((sum, { contra, points }) => sum + (contra === 'redeem' ? points : 0), 0);
    if (somebody !== null && spent > 0) {
      const asked = performance.now();
      const reply = await this.#parts.wire.ask({
        method: 'POST',
        path: '/v1/holds',
        body: { record: id, member: somebody.id, points: spent },
        credential: `${enrolled.till}.${enrolled.key}`,
        timeoutMs: HOLD_MS,
      });
      times.redemptionAsked.push(performance.now() - asked);
      if (reply.kind !== 'answer' || !holdResponse.safeParse(reply.json).success) times.fellBack++;
    }
    const at = times.confirmed(id);
    const seq = this.#append(sale, id, null);
    this.#waiting.push({ seq, at });
    this.#session.appended(seq);
  }

  close(): void {
    this.#session.close();
  }

  #append(content: RecordContent, id: string, beside: Beside | null): number {
    const occurredAt = Date.now();
    const draft = {
      ...content,
      id: recordId(id),
      shift: null,
      businessDay: civilDateAt(occurredAt),
      staff: null,
      programmeVersion: this.#parts.programme.version,
      reverses: null,
      occurredAt,
    };
    const { sealed, head } = seal(this.#log.end, draft, beside, sha256);
    this.#log.add(head, sealed);
    return sealed.seq;
  }

  #acknowledged(seq: number): void {
    this.#held = seq;
    this.#log.forget(seq);
    while (this.#waiting[0] !== undefined && this.#waiting[0].seq <= seq) {
      this.#parts.times.held(this.#waiting[0].at);
      this.#waiting.shift();
    }
  }

  #told(states: readonly unknown[]): void {
    const { times, crowd, reads } = this.#parts;
    times.pulled++;
    times.states += states.length;
    for (const state of states) {
      if (typeof state !== 'object' || state === null || !('kind' in state)) continue;
      if (state.kind === 'receipt' && 'id' in state && 'till' in state && state.till !== this.#identity.till) {
        times.seen(recordId(String(state.id)));
      }
      if (!reads || state.kind !== 'member') continue;
      const read = memberState.safeParse(state);
      if (!read.success) continue;
      const { id, balance, debt, lots, tally, coupons } = read.data;
      crowd.told(id, {
        balance,
        debt,
        lots,
        ...(tally === undefined ? {} : { tally }),
        ...(coupons === undefined ? {} : { coupons }),
      });
    }
  }
}
