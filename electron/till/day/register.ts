import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Request } from '../../../contract/till/api.ts';
import type { RegisterView } from '../../../contract/till/day.ts';
import { makeFolder, syncFolder } from '../../../db/folder.ts';
import { bani } from '../../../domain/amount/bani.ts';
import type { RegisterZ } from '../../../domain/day/register.ts';
import type { Strange } from '../../../domain/day/registerFile.ts';
import { done, type Outcome, type Refusal, refused } from '../../../domain/refusal/refusal.ts';
import {
  type FromRegister,
  MOST_REGISTER_ROWS,
  registerColumns,
  rememberedColumns,
} from '../../day/register/messages.ts';
import type { RegisterReader } from '../../day/register/reader.ts';
import { keptTyped, readTyped } from './registerTyped.ts';

/** What is kept of the register's word in ledger.db; the file itself lies in the data folder. */
const kept = z.object({
  typed: keptTyped,
  /** `stands`: its name in the folder. `columns`: as a person said; null: nobody did. `isTaken`: though it is strange. */
  file: z
    .object({
      name: z.string(),
      bytes: z.number(),
      stands: z.string(),
      columns: registerColumns.nullable(),
      isTaken: z.boolean().default(false),
    })
    .nullable(),
  remembered: rememberedColumns,
});
type Kept = z.infer<typeof kept>;
type KeptFile = NonNullable<Kept['file']>;
type Read = Extract<FromRegister, { type: 'read' }>;

/** A file on its way: `got` of `bytes`. */
interface Coming {
  readonly name: string;
  readonly bytes: number;
  got: number;
}

/** So many kinds of files are remembered. */
const MOST_REMEMBERED = 20;
/** So many rows are named one by one. */
const MOST_NAMED = 100;
const PART = 'coming.part';

/** What the register's word is kept with. */
export interface RegisterParts {
  /** A folder of its own in the data folder; made where it is not there. */
  readonly folder: string;
  /** A setting of ledger.db: on disk when `keep` returns. */
  readonly kept: () => unknown;
  readonly keep: (value: object | null) => void;
  readonly reader: RegisterReader;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * The cash register's word about the day: its Z as typed, and its file. Both are on disk at each step, and stay until the day is signed; a
 * file takes the place of the one before only once it is whole and could be read. Columns that a person chose are remembered by the headings.
 */
export class Register {
  readonly #parts: RegisterParts;
  #kept: Kept;
  #coming: Coming | null = null;
  /** What the kept file says; null: not read yet. */
  #read: Read | null = null;
  #broken: { readonly name: string; readonly refusal: Refusal } | null = null;
  #reading: Promise<void> | null = null;
  #revision = 0;

  constructor(parts: RegisterParts) {
    this.#parts = parts;
    const found = kept.safeParse(parts.kept() ?? null);
    this.#kept = found.success ? found.data : { typed: null, file: null, remembered: [] };
    // What a crash left of a file that had not come whole is nobody's: the window sends it again.
    this.#sweep();
  }

  /** Grows with each word of it, and each piece of its file. */
  get revision(): number {
    return this.#revision;
  }

  /** The register's Z as typed, kept as it stands; null takes away what was typed, and the file. */
  typed({ typed }: Request<'day.register'>): Outcome<null> {
    if (typed === null) {
      this.#keep({ typed: null, file: null });
      this.#forgetFile();
      return done(null);
    }
    const all = [typed.total, ...[...typed.vat, ...typed.tenders].map(({ total }) => total)];
    this.#keep({ typed: all.every((text) => text.trim() === '') ? null : typed });
    return done(null);
  }

  /** The next piece of a file, from 0; with the last it is read. What was there before stays where it cannot be. */
  async piece({ name, bytes, at, base64 }: Request<'day.registerFile'>): Promise<Outcome<null>> {
    const piece = Buffer.from(base64, 'base64');
    const file = join(this.#parts.folder, PART);
    if (at === 0) {
      makeFolder(this.#parts.folder);
      writeFileSync(file, '', { mode: 0o600 });
      this.#coming = { name, bytes, got: 0 };
    }
    const coming = this.#coming;
    const fits = coming?.name === name && coming.bytes === bytes && at === coming.got && at + piece.length <= bytes;
    if (coming === null || !fits) return refused('day.registerFile');
    appendFileSync(file, piece);
    coming.got += piece.length;
    this.#revision++;
    return coming.got < bytes ? done(null) : this.#arrived(coming);
  }

  /** Which column is what; remembered for files with the same headings once receipts could be read by it. */
  async columns({ columns }: Request<'day.registerColumns'>): Promise<Outcome<null>> {
    await this.ready();
    const { file } = this.#kept;
    if (file === null || this.#read === null) return refused('day.registerFile');
    const places = [columns.fiscal, columns.total, ...(columns.at === null ? [] : [columns.at])];
    if (new Set(places).size < places.length || places.some((place) => place >= (this.#read?.width ?? 0))) {
      return refused('day.registerColumns');
    }
    const read = await this.#readFile(file.stands, columns);
    if (read === null || this.#kept.file?.stands !== file.stands) return refused('day.registerFile');
    this.#read = read;
    const others = this.#kept.remembered.filter(({ of }) => of !== read.of);
    const remembered = read.receipts.length === 0 ? this.#kept.remembered : [{ of: read.of, columns }, ...others];
    this.#keep({ file: { ...file, columns, isTaken: false }, remembered: remembered.slice(0, MOST_REMEMBERED) });
    return done(null);
  }

  /** A strange file is compared all the same, or taken away. */
  take({ take }: Request<'day.registerTake'>): Outcome<null> {
    const { file } = this.#kept;
    if (file === null) return refused('day.registerFile');
    this.#keep({ file: take ? { ...file, isTaken: true } : null });
    if (!take) this.#forgetFile();
    return done(null);
  }

  /** Resolves once the kept file is read, or nothing is kept: `z` says all from then on. */
  async ready(): Promise<void> {
    const { file } = this.#kept;
    if (file === null || this.#read !== null || this.#broken !== null) return;
    if (this.#reading !== null) return this.#reading;
    const read = this.#readFile(file.stands, file.columns);
    const ended = read.then((found) => {
      this.#reading = null;
      if (this.#kept.file?.stands !== file.stands || this.#read !== null) return;
      if (found === null) this.#broken = { name: file.name, refusal: { code: 'day.registerFile', params: {} } };
      else this.#read = found;
    });
    this.#reading = ended;
    return ended;
  }

  /** `strange`: why its file seems not to be of the day; undefined: nobody knows yet. */
  view(strange: Strange | null | undefined): RegisterView {
    const { typed, file } = this.#kept;
    if (file !== null && this.#read === null) void this.ready();
    return { typed, ...readTyped(typed), file: this.#fileView(file, strange) };
  }

  /** A manager takes the file though it is strange. */
  get isTaken(): boolean {
    return this.#kept.file?.isTaken === true;
  }

  /** The receipts of its file; null: none are known. */
  receipts(): RegisterZ['receipts'] {
    return this.#read === null || this.#read.columns === null ? null : this.#read.receipts;
  }

  /** What the checks take, with its file's receipts or without; null: nothing that can be read was typed, and no receipts are known. */
  z(withFile: boolean): RegisterZ | null {
    const { read: typed } = readTyped(this.#kept.typed);
    const receipts = withFile ? this.receipts() : null;
    if (typed === null && receipts === null) return null;
    return { total: typed?.total ?? null, vat: typed?.vat ?? null, tenders: typed?.tenders ?? null, receipts };
  }

  /** The day is signed: what the register said of it is no more; which columns are what stays. */
  forget(): void {
    this.#keep({ typed: null, file: null });
    this.#forgetFile();
  }

  async #arrived(coming: Coming): Promise<Outcome<null>> {
    const { folder } = this.#parts;
    const { name, bytes } = coming;
    const read = await this.#readPart();
    // Another file began to come meanwhile, or all was taken away: this one is nobody's.
    if (this.#coming !== coming) return refused('day.registerFile');
    this.#coming = null;
    if (read.type === 'broken') {
      rmSync(join(folder, PART), { force: true });
      const refusal = refusalOf(read);
      if (this.#kept.file === null) this.#broken = { name, refusal };
      return { ok: false, refusal };
    }
    // The name is new each time: until the setting names it, the file before is the one that counts.
    const before = this.#kept.file?.stands ?? '';
    const stands = before === 'register.a' ? 'register.b' : 'register.a';
    renameSync(join(folder, PART), join(folder, stands));
    syncFolder(folder);
    this.#keep({ file: { name, bytes, stands, columns: null, isTaken: false } });
    this.#read = read;
    this.#broken = null;
    this.#sweep();
    return done(null);
  }

  async #readPart(): Promise<FromRegister> {
    const file = join(this.#parts.folder, PART);
    const handle = openSync(file, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    return this.#readWith(file, null);
  }

  async #readFile(stands: string, columns: KeptFile['columns']): Promise<Read | null> {
    const file = join(this.#parts.folder, stands);
    if (!existsSync(file)) return null;
    const read = await this.#readWith(file, columns);
    return read.type === 'read' ? read : null;
  }

  async #readWith(file: string, columns: KeptFile['columns']): Promise<FromRegister> {
    try {
      return await this.#parts.reader.read({ file, columns, remembered: this.#kept.remembered }).ended;
    } catch (error) {
      // Its thread ended: a file that is too much for it, or broken in a way that nobody foresaw.
      this.#parts.onTrouble(error);
      return { type: 'broken', why: 'unreadable' };
    }
  }

  #fileView(file: KeptFile | null, strange: Strange | null | undefined): RegisterView['file'] {
    if (this.#coming !== null) return { at: 'coming', ...this.#coming };
    if (file === null || this.#broken !== null) {
      return this.#broken === null ? { at: 'none' } : { at: 'broken', ...this.#broken };
    }
    const read = this.#read;
    if (read === null || strange === undefined)
      return { at: 'coming', name: file.name, got: file.bytes, bytes: file.bytes };
    return {
      at: 'read',
      name: file.name,
      head: read.head,
      columns: read.columns,
      receipts: read.receipts.length,
      total: bani(read.receipts.reduce((sum, { total }) => sum + total, 0)),
      faulty: read.faulty.slice(0, MOST_NAMED),
      faultyMany: read.faulty.length,
      apart: read.apart.slice(0, MOST_NAMED),
      apartMany: read.apart.length,
      strange,
      isTaken: file.isTaken,
    };
  }

  #keep(change: Partial<Kept>): void {
    const next = { ...this.#kept, ...change };
    this.#parts.keep(next);
    this.#kept = next;
    this.#revision++;
  }

  #forgetFile(): void {
    this.#coming = null;
    this.#read = null;
    this.#broken = null;
    this.#sweep();
  }

  /** Takes away what the setting does not name. */
  #sweep(): void {
    const { folder } = this.#parts;
    if (!existsSync(folder)) return;
    const stands = this.#kept.file?.stands;
    for (const name of readdirSync(folder)) if (name !== stands) rmSync(join(folder, name), { force: true });
  }
}

function refusalOf({ why }: Extract<FromRegister, { type: 'broken' }>): Refusal {
  return why === 'tooMuch'
    ? { code: 'day.registerTooMuch', params: { most: MOST_REGISTER_ROWS } }
    : { code: 'day.registerFile', params: {} };
}
