/** Small files in `<data>/run` that say what is running, for other commands; and what the data folder holds. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { runDir } from '../places.ts';

const centreNote = z.object({
  /** Of the central server. */
  pid: z.number().int(),
  url: z.string(),
  /** With its password: whoever may read the data folder may read the database. */
  databaseUrl: z.string(),
});
export type CentreNote = z.infer<typeof centreNote>;

const tillNote = z.object({ pid: z.number().int(), url: z.string().nullable() });
export type TillNote = z.infer<typeof tillNote>;

const shopNote = z.object({
  /** True: a shop without a centre. */
  alone: z.boolean(),
  /** UTC ms. */
  madeAt: z.number(),
  /** The port on which the tills expect the centre; null: alone. */
  serverPort: z.number().int().nullable(),
});
export type ShopNote = z.infer<typeof shopNote>;

export const centreFile = (data: string): string => join(runDir(data), 'centre.json');
export const tillFile = (data: string, n: number): string => join(runDir(data), `till-${n}.json`);
/** Written when the sample is whole: a folder without it holds a sample that was cut off, or none. */
export const shopFile = (data: string): string => join(data, 'shop.json');

export const readCentreNote = (data: string): CentreNote | null => read(centreFile(data), centreNote);
export const readTillNote = (data: string, n: number): TillNote | null => read(tillFile(data, n), tillNote);
export const readShopNote = (data: string): ShopNote | null => read(shopFile(data), shopNote);

/** Writes a note whole or not at all; only this user may read it. */
export function writeNote(
  file: string,
  note: CentreNote | TillNote | ShopNote | { readonly scannerPath: string },
): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(beside, file);
}

export function removeNote(file: string): void {
  rmSync(file, { force: true });
}

/** What a note says; null where there is none, or none that can be read (it was left half written by another version). */
function read<Note>(file: string, form: z.ZodType<Note>): Note | null {
  try {
    return form.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
