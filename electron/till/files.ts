import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../db/folder.ts';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { lockData } from '../../db/lock.ts';
import { DataProblem } from '../../db/problem.ts';
import { currentReplica, dropFormerReplicas } from '../../db/replica/place.ts';
import { type LastingReader, openReplica, readLasting } from '../../db/replica/replica.ts';
import type { TroubleLog } from './trouble.ts';

export const LEDGER = 'ledger.db';
export const MEMBERS = 'members.db';

/** The till's two files, open, and the folder locked. */
export interface TillFiles {
  readonly ledger: Ledger;
  readonly replica: LastingReader;
  close(): void;
}

/**
 * Opens the till's files. Throws DataProblem, whose message is for people; nothing stays open then and nothing is
 * harmed. Only members.db is put aside and begun anew where it is damaged: everything in it comes again from the
 * centre and from ledger.db, and a shop must not stand still for it.
 */
export function openFiles(dataDir: string, trouble: TroubleLog): TillFiles {
  makeFolder(dataDir);
  const open: (() => void)[] = [];
  const close = (): void => {
    for (const one of open.splice(0).reverse()) one();
  };
  try {
    const lock = lockData(dataDir);
    open.push(() => lock.release());
    const ledger = openLedger(join(dataDir, LEDGER));
    open.push(() => ledger.close());
    const membersFile = join(dataDir, MEMBERS);
    makeMembers(membersFile, trouble);
    const replica = readLasting(membersFile);
    open.push(() => replica.close());
    return { ledger, replica, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Makes and migrates members.db before the sync worker, its writer from then on, and this thread's reader open it. */
function makeMembers(file: string, trouble: TroubleLog): void {
  try {
    openReplica(file).close();
  } catch (error) {
    // 'missing': its log is there and it is not. So a putting aside that a power cut ended may have left them.
    if (!(error instanceof DataProblem) || (error.kind !== 'corrupt' && error.kind !== 'missing')) throw error;
    trouble.write('members.db was put aside and is begun anew', error);
    const aside = `${file}.damaged`;
    const damaged = currentReplica(file);
    // What is left of earlier ones is older than what the till knew a moment ago: it begins anew.
    dropFormerReplicas(file);
    // The file itself last: until then it is there to be found damaged again. Making the new one syncs the folder.
    for (const end of ['-wal', '-shm', '']) {
      rmSync(aside + end, { force: true });
      if (existsSync(damaged + end)) renameSync(damaged + end, aside + end);
    }
    openReplica(file).close();
  }
}
