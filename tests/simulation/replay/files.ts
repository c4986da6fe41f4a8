/** Writes to real ledger.db and members.db what a simulated till wrote; what is read there must be what the models say. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { giftCards } from '../../../db/giftcards.ts';
import { type Ledger, openLedger } from '../../../db/ledger/ledger.ts';
import { members } from '../../../db/members.ts';
import { openReplica, type ReplicaWriter } from '../../../db/replica/replica.ts';
import type { GiftCardStanding } from '../../../domain/giftcard/giftcard.ts';
import type { RecordBody } from '../../../domain/record/record.ts';
import type { Backup } from '../machine.ts';
import type { Looked, Written } from './written.ts';

interface Files {
  readonly ledger: Ledger;
  readonly replica: ReplicaWriter;
}

/** A till's folder, and the copies that were made of any till's. */
class Disk {
  readonly #folder: string;
  readonly #copies: Map<Backup, string>;
  files: Files;

  constructor(folder: string, copies: Map<Backup, string>) {
    this.#folder = folder;
    this.#copies = copies;
    this.files = this.#open();
  }

  #open(): Files {
    mkdirSync(this.#folder, { recursive: true });
    return {
      ledger: openLedger(join(this.#folder, 'ledger.db')),
      replica: openReplica(join(this.#folder, 'members.db')),
    };
  }

  close(): void {
    this.files.ledger.close();
    this.files.replica.close();
  }

  copy(backup: Backup): void {
    const to = `${this.#folder}-copy-${this.#copies.size}`;
    this.close();
    cpSync(this.#folder, to, { recursive: true });
    this.#copies.set(backup, to);
    this.files = this.#open();
  }

  become(backup: Backup, both: boolean): void {
    const from = this.#copies.get(backup);
    if (from === undefined) throw new Error('a copy is put back that was not made');
    this.close();
    for (const file of both ? ['ledger.db', 'members.db'] : ['ledger.db'])
      cpSync(join(from, file), join(this.#folder, file));
    this.files = this.#open();
  }

  renew(): void {
    this.close();
    rmSync(this.#folder, { recursive: true });
    this.files = this.#open();
  }
}

const FOLDED_AT_ONCE = 500;

export interface Rewritten {
  /** In words; none: the files say what the models say. */
  readonly differences: readonly string[];
  readonly looks: number;
}

/** Writes it all, till by till, as far as the first difference; the copies that are made lie in the folder too. */
export function rewrite(folder: string, written: ReadonlyMap<number, readonly Written[]>): Rewritten {
  const differences: string[] = [];
  const copies = new Map<Backup, string>();
  let looks = 0;
  // A clone begins on a copy of a till with a smaller number.
  for (const n of [...written.keys()].sort((a, b) => a - b)) {
    const disk = new Disk(join(folder, `till-${n}`), copies);
    try {
      for (const [i, one] of (written.get(n) ?? []).entries()) {
        if (differences.length > 0) break;
        const differ = (what: string, model: unknown, real: unknown): void => {
          const [ours, theirs] = [JSON.stringify(model), JSON.stringify(real)];
          if (ours !== theirs) differences.push(`till ${n}, ${i}, ${what}: the model says ${ours}, the file ${theirs}`);
        };
        if (one.what === 'look') {
          looks += 1;
          compare(disk.files, one, differ);
        } else write(disk, one, differ);
      }
    } finally {
      disk.close();
    }
  }
  return { differences, looks };
}

type Differ = (what: string, model: unknown, real: unknown) => void;

function write(disk: Disk, one: Exclude<Written, Looked>, differ: Differ): void {
  const { ledger, replica } = disk.files;
  switch (one.what) {
    case 'begin':
      ledger.begin({ ...beginning(one.record), alone: false });
      differ('the first hash', one.hash, ledger.head()?.hash);
      break;
    case 'append':
      differ('the next hash', one.hash, ledger.append(one.draft, { beside: one.beside }).sealed.hash);
      break;
    case 'reincarnate':
      ledger.reincarnate(beginning(one.record));
      differ('the last hash of what is appended again', one.hash, ledger.head()?.hash);
      break;
    case 'fold':
      replica.foldLocal(ledger.liveAfter(replica.syncState().folded, FOLDED_AT_ONCE));
      break;
    case 'forget':
      ledger.forgetTexts(one.members);
      break;
    case 'acked':
      replica.acked(one.incarnation, one.seq);
      break;
    case 'startOver':
      replica.startOver(one.epoch);
      break;
    case 'pulled':
      replica.applyPull({ ...one.response, heardAt: one.heardAt });
      break;
    case 'heard':
      replica.heard(one.heardAt, one.response.nowMs);
      break;
    case 'copy':
      disk.copy(one.backup);
      break;
    case 'become':
      disk.become(one.backup, one.both);
      break;
    case 'newDisk':
      disk.renew();
      break;
  }
}

function beginning(record: RecordBody) {
  if (record.kind !== 'begun') throw new Error('a life begins with its beginning');
  const { store, till, incarnation, ordinal, previous, id, occurredAt } = record;
  return { store, till, incarnation, ordinal, previous, id, occurredAt };
}

function compare({ ledger, replica }: Files, look: Looked, differ: Differ): void {
  const { epoch, cursor, acked, folded, heardAt } = replica.syncState();
  differ('where sync stands', look.sync, { epoch, cursor, heardAt, acked, folded });
  const both = members(ledger, replica);
  for (const { id, ids, person, standing } of look.members) {
    const { balance, debt, lots } = both.standing(id).standing;
    differ(`where ${id} stands`, standing, { balance, debt, lots });
    differ(`who ${id} is`, sorted(person), sorted(both.personOf(id)));
    differ(`with whom ${id} is one`, ids, both.find(id)?.ids ?? []);
  }
  for (const { record, member, alias, undone } of look.merges) {
    const found = replica.mergesOf(member).find((one) => one.record === record);
    differ(`merge ${record}`, [alias, undone], [found?.alias, found?.undone]);
  }
  differ(
    'who is erased',
    look.erased.toSorted(),
    replica
      .erasedAfter(0)
      .map((one) => one.member)
      .toSorted(),
  );
  for (const { standing, code } of look.giftCards) {
    const found = giftCards(ledger, replica).find(standing.card);
    differ(`gift card ${standing.card}`, spelled(standing, code), found && spelled(found.standing, found.code));
  }
  for (const card of look.cards) {
    const found = replica.card(card.code);
    differ(`card ${card.code}`, [card.member, card.blocked], [found?.member, found?.blocked]);
  }
}

const spelled = ({ balance, expires, member }: GiftCardStanding, code: string | null): unknown => [
  balance,
  expires,
  member,
  code,
];

const sorted = (person: object | null): unknown =>
  person === null ? null : Object.entries(person).sort(([a], [b]) => (a < b ? -1 : 1));
