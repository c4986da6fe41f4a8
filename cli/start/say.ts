/** Speaks to the person at the terminal: one line a step, and one line that moves while something long is done. */

export interface Say {
  /** One lasting line. */
  line(text: string): void;
  /** Something long: the line is written anew on a terminal, and now and then elsewhere. `done` is from 0 to 1; `more` changes with it. */
  moving(text: string, done: number, more?: string): void;
}

/** Where no terminal is, a moving line is written at each quarter. */
const QUARTERS = 4;

/** Says it on a stream, as fits whether somebody watches. */
export function sayOn(stream: NodeJS.WriteStream): Say {
  const watched = stream.isTTY === true;
  let moving = false;
  let quarter = { text: '', at: -1 };
  return {
    line(text) {
      if (moving) stream.write('\n');
      moving = false;
      stream.write(`${text}\n`);
    },
    moving(text, done, more = '') {
      const line = `${text}: ${Math.floor(done * 100)} %${more === '' ? '' : ` (${more})`}`;
      if (watched) {
        // Back to the line's start, and clear what stood there; a line that wraps could not be cleared.
        stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, stream.columns - 1))}`);
        moving = done < 1;
        if (!moving) stream.write('\n');
        return;
      }
      const at = Math.floor(done * QUARTERS);
      if (quarter.text === text && quarter.at >= at) return;
      quarter = { text, at };
      stream.write(`${line}\n`);
    },
  };
}

/** Says nothing: for tests. */
export const SAY_NOTHING: Say = { line: () => undefined, moving: () => undefined };
