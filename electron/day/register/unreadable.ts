/** Why a register's file cannot be read at all: it is none, or is larger than a day of a shop can be. */
export type Unreadable = 'unreadable' | 'tooMuch';

export class UnreadableFile extends Error {
  readonly why: Unreadable;
  constructor(why: Unreadable, options?: ErrorOptions) {
    super(`A register's file is ${why}.`, options);
    this.why = why;
  }
}
