import { BrokenList, lookAt, rowsOf } from '../../import/list.ts';
import type { FileRow } from './cells.ts';
import { UnreadableFile } from './unreadable.ts';

/** Rows of one portion. */
const AT_ONCE = 1000;

/** The rows of a text file with columns, its letters and the sign between them guessed. Throws UnreadableFile. */
export async function csvRows(file: string, beginning: Buffer, most: number): Promise<readonly FileRow[]> {
  const isWide = beginning[0] === 0xff && beginning[1] === 0xfe;
  // A picture, a program, a spreadsheet of before 2007: no text has a zero byte.
  if (!isWide && beginning.includes(0)) throw new UnreadableFile('unreadable');
  const { form } = lookAt(file);
  const rows: FileRow[] = [];
  try {
    for await (const some of rowsOf(file, { ...form, headings: false }, AT_ONCE)) {
      for (const { line, cells } of some) {
        // Excel's own first line, which says what stands between columns.
        if (line === 1 && cells.length <= 2 && /^sep=/i.test(cells[0] ?? '')) continue;
        rows.push({ row: line, cells });
      }
      if (rows.length > most) throw new UnreadableFile('tooMuch');
    }
  } catch (error) {
    if (error instanceof BrokenList) throw new UnreadableFile('unreadable', { cause: error });
    throw error;
  }
  return rows;
}
