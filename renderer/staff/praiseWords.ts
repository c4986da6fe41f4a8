import type { PraiseRow } from '../../contract/till/staff.ts';
import { never } from '../../domain/assert.ts';
import type { Words } from '../words/words.ts';

/** Something kind of one of the staff, as a sentence. */
export function praiseText({ say }: Words, row: PraiseRow): string {
  const { name } = row;
  switch (row.of) {
    case 'exactInARow':
      return say('praise.exactInARow', { name, times: row.times });
    case 'mostEnrolled':
    case 'enrolled':
      return say(`praise.${row.of}`, { name, members: row.members });
    case 'mostScanned':
    case 'scanned':
      return say(`praise.${row.of}`, { name, percent: row.percent, sales: row.sales });
    case 'enrolledToo':
    case 'scannedToo':
      return say(`praise.${row.of}`, { name });
    case 'served':
      return say('praise.served', { name, sales: row.moreThan });
    default:
      return never(row);
  }
}
