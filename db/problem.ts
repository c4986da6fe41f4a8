/** What can be wrong with a data file, seen from outside. */
export type DataTrouble =
  /** Written by a later version of Loial. */
  | 'future'
  /** Not readable as a database, or damaged inside. */
  | 'corrupt'
  /** A sound database, but not one of ours (or the other of our two files). */
  | 'notOurs'
  /** No room left; the transaction was rolled back. */
  | 'diskFull'
  /** The disk or its rights refuse: read-only, an I/O error, no permission. */
  | 'disk'
  /** Another connection held the file for longer than we wait. */
  | 'busy'
  /** Another till process works on the same data. */
  | 'running'
  /** The file is not there. */
  | 'missing';

/** A data file cannot be used (or could not be written just now). The file is as it was; the message is for people. */
export class DataProblem extends Error {
  override readonly name = 'DataProblem';
  readonly kind: DataTrouble;
  readonly file: string;

  constructor(kind: DataTrouble, file: string, cause?: unknown) {
    const detail = cause instanceof Error ? ` (${cause.message})` : '';
    super(`${SENTENCES[kind](file)}${detail}`, { cause });
    this.kind = kind;
    this.file = file;
  }
}

const SENTENCES: Readonly<Record<DataTrouble, (file: string) => string>> = {
  future: (file) =>
    `${file} was written by a newer Loial and was left untouched. Start the newer version, or update this one.`,
  corrupt: (file) =>
    `${file} is damaged and was left untouched. Keep a copy of it, then restore a backup or set this till up again from the centre.`,
  notOurs: (file) =>
    `${file} is not the file of Loial that should stand here, and was left untouched. Check the folder.`,
  diskFull: (file) =>
    `No room is left on the disk for ${file}. Nothing was written, all earlier records are kept. Make room and try again.`,
  disk: (file) =>
    `The disk refuses ${file}. Nothing was written, all earlier records are kept. Check the disk and the rights to the folder.`,
  busy: (file) => `${file} is in use by another program. Nothing was written. Close that program and try again.`,
  running: (file) => `Loial is already running on this data (${file}). Use the window that is open, or close it first.`,
  missing: (file) => `${file} is not there. Check the folder given with --data.`,
};
