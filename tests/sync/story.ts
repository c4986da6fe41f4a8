/** What two tills of a chain did, with what of it the centre had when a snapshot was drawn: says what a till that takes it must know. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { assert } from '../../domain/assert.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { makeAndShelve } from '../../server/snapshot/make.ts';
import type { TestChain } from '../../server/testing/chain.ts';
import { openShelfHand, type ShelfHand } from '../../server/testing/shelf.ts';
import { CounterTill } from './counter.ts';

type Who = 'own' | 'other';
interface Sent {
  sent: boolean;
}
interface Member extends Sent {
  readonly id: MemberId;
  readonly by: Who;
  erased: boolean;
}
interface Given extends Sent {
  readonly by: Who;
  readonly member: MemberId;
  readonly amount: number;
}

const DEEDS = [
  'enrol',
  'give',
  'give',
  'edit',
  'link',
  'block',
  'issue',
  'sync',
  'snapshot',
  'newLife',
  'erase',
] as const;
export const deed = fc.record({
  who: fc.constantFrom<Who>('own', 'own', 'other'),
  does: fc.constantFrom(...DEEDS),
  which: fc.nat(7),
});
export type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

/** Draws a snapshot of a chain as it is now. */
export async function drawSnapshot(chain: TestChain): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'loial-making-'));
  try {
    const nowMs = chain.clock.nowMs++;
    const folder = join(dir, 'making');
    const made = await makeAndShelve({ databaseUrl: chain.databaseUrl, id: randomUUID(), nowMs, folder });
    assert(typeof made === 'object', `a snapshot is made: ${JSON.stringify(made)}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function enrolCounter(chain: TestChain, number: number, store: 0 | 1 = 0): Promise<CounterTill> {
  const id = await chain.admin.addTill({ store: chain.stores[store], number });
  return CounterTill.enrol(chain.centre.url, await chain.admin.makeEnrolmentCode(id));
}

/** What a till that took the last snapshot, and heard nothing since, must know of a member. */
export interface Expected {
  readonly id: MemberId;
  readonly balance: number;
  /** Null: neither the snapshot nor this till's log knows them. */
  readonly name: string | null;
}

export class Story {
  readonly chain: TestChain;
  readonly own: CounterTill;
  readonly other: CounterTill;
  readonly #hand: ShelfHand;
  readonly #members: Member[] = [];
  readonly #given: Given[] = [];
  readonly #edits: (Sent & { readonly member: MemberId; readonly name: string })[] = [];
  #drawn: {
    readonly given: ReadonlySet<Given>;
    readonly edits: number;
    readonly cards: number;
    readonly names: ReadonlyMap<string, string>;
  } | null = null;
  readonly #cards: (Sent & { readonly code: string; readonly blocked: boolean })[] = [];
  #n = 0;
  /** How often what matters happened. */
  readonly marks = { lives: 0, erased: 0 };

  private constructor(chain: TestChain, own: CounterTill, other: CounterTill, hand: ShelfHand) {
    this.chain = chain;
    this.own = own;
    this.other = other;
    this.#hand = hand;
  }

  static async begin(chain: TestChain): Promise<Story> {
    const hand = await openShelfHand(chain.databaseUrl);
    return new Story(chain, await enrolCounter(chain, 1), await enrolCounter(chain, 2), hand);
  }

  /** Whether there is a snapshot: whoever is erased takes it away. */
  get drawn(): boolean {
    return this.#drawn !== null;
  }

  /** Whether the own log has something that moves points and is not in the snapshot. */
  get uncounted(): boolean {
    return this.#given.some((one) => one.by === 'own' && this.#drawn?.given.has(one) === false);
  }

  async tell({ who, does, which }: Deed): Promise<void> {
    const till = who === 'own' ? this.own : this.other;
    this.#n += 1;
    switch (does) {
      case 'sync':
        return this.sync(who);
      case 'snapshot':
        return this.#snapshot();
      case 'issue':
        till.issue(1000 + which, `99${String(this.#n).padStart(11, '0')}`);
        return;
      case 'newLife':
        return this.#newLife();
      default:
    }
    const usable = this.#members.filter((one) => !one.erased && (one.by === who || one.sent));
    const member = usable[which % Math.max(1, usable.length)];
    if (does === 'enrol' || member === undefined) {
      const id = till.enrolMember(`Membru ${this.#n}`, `29${String(this.#n).padStart(11, '0')}`);
      this.#members.push({ id, by: who, sent: false, erased: false });
      if (who === 'own') this.#edits.push({ member: id, name: `Membru ${this.#n}`, sent: false });
    } else if (does === 'give') {
      till.give(member.id, 1 + which);
      this.#given.push({ by: who, member: member.id, amount: 1 + which, sent: false });
    } else if (does === 'edit') {
      const name = `Membru Nou ${this.#n}`;
      till.edit(member.id, { name });
      if (who === 'own') this.#edits.push({ member: member.id, name, sent: false });
    } else if (does === 'link' || does === 'block') {
      const code = `28${String(this.#members.indexOf(member)).padStart(10, '0')}${which % 2}`;
      till.card(does === 'link' ? 'cardLinked' : 'cardBlocked', member.id, code);
      if (who === 'own') this.#cards.push({ code, blocked: does === 'block', sent: false });
    } else if (does === 'erase' && member.sent) {
      member.erased = true;
      this.marks.erased += 1;
      this.#drawn = null;
      await this.#hand.erase(member.id);
    }
  }

  async sync(who: Who): Promise<void> {
    await (who === 'own' ? this.own : this.other).settle();
    for (const one of [...this.#given, ...this.#members]) if (one.by === who) one.sent = true;
    if (who === 'own') for (const one of [...this.#edits, ...this.#cards]) one.sent = true;
  }

  async #snapshot(): Promise<void> {
    await drawSnapshot(this.chain);
    this.#drawn = {
      given: new Set(this.#given.filter(({ sent }) => sent)),
      edits: this.#edits.filter(({ sent }) => sent).length,
      cards: this.#cards.filter(({ sent }) => sent).length,
      names: await this.#hand.names(),
    };
  }

  /** As after a fork: what the centre does not hold yet is appended again in a new life. */
  async #newLife(): Promise<void> {
    const { incarnation, ordinal } = this.own.identity;
    if (ordinal >= 6) return;
    const held = await this.#hand.held(incarnation);
    // A life that the centre never heard of cannot have met another.
    if (held === null) return;
    this.own.reincarnate(held);
    this.marks.lives += 1;
  }

  /** What the till must know before a word of the centre: its picture, and every own record that is not in it, once. */
  expected(): readonly Expected[] {
    const drawn = this.#drawn;
    assert(drawn !== null, 'there is a snapshot');
    const counts = this.#given.filter((one) => drawn.given.has(one) || one.by === 'own');
    return this.#members
      .filter(({ erased }) => !erased)
      .map(({ id, by }) => {
        const later = this.#edits.slice(drawn.edits).findLast(({ member }) => member === id);
        const balance = counts.reduce((sum, one) => sum + (one.member === id ? one.amount : 0), 0);
        // Of somebody enrolled elsewhere since the own log may have an edit: what was changed, and not who they are.
        const isKnown = by === 'own' || drawn.names.has(id);
        return { id, balance, name: isKnown ? (later?.name ?? drawn.names.get(id) ?? null) : null };
      });
  }

  /** Cards that were changed here since, as they were changed last: whatever the snapshot says of them. */
  expectedCards(): ReadonlyMap<string, boolean> {
    return new Map(this.#cards.slice(this.#drawn?.cards ?? 0).map(({ code, blocked }) => [code, blocked]));
  }

  async end(): Promise<void> {
    this.own.close();
    this.other.close();
    await this.#hand.close();
  }
}
