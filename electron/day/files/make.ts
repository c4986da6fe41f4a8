import type { ClosedDay, DayFile } from '../../../contract/till/day.ts';
import { never } from '../../../domain/assert.ts';
import type { Language } from '../../../domain/person/person.ts';
import { dayCsv } from './csv.ts';
import { dayModel } from './model.ts';
import { dayNarrow } from './narrow.ts';
import { dayOneC } from './oneC.ts';
import { dayWords } from './words.ts';

export interface MadeFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Accountants' books have Romanian headings, whatever language the shop works in. */
const BOOKS: Language = 'ro';

/** A signed day as one of its files. */
export async function makeDayFile(closed: ClosedDay, as: DayFile, language: Language): Promise<MadeFile> {
  const named = (ending: string, type: string, bytes: Buffer | string): MadeFile => ({
    name: `loial-${closed.day}-nr${closed.number}${ending}`,
    type,
    bytes: Buffer.from(bytes),
  });
  switch (as) {
    case 'pdf': {
      const { dayPdf } = await import('./pdf.ts');
      return named('.pdf', 'application/pdf', await dayPdf(dayModel(closed, dayWords(language))));
    }
    case 'xlsx': {
      const { dayXlsx } = await import('./xlsx.ts');
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      return named('.xlsx', type, await dayXlsx(dayModel(closed, dayWords(BOOKS))));
    }
    case 'csv':
      return named('.csv', 'text/csv; charset=utf-8', dayCsv(dayModel(closed, dayWords(BOOKS))));
    case '1c':
      return named('-1c.csv', 'text/csv; charset=utf-8', dayOneC(closed));
    case 'narrow58':
      return named('-58mm.html', 'text/html; charset=utf-8', dayNarrow(dayModel(closed, dayWords(language)), as));
    case 'narrow80':
      return named('-80mm.html', 'text/html; charset=utf-8', dayNarrow(dayModel(closed, dayWords(language)), as));
    default:
      return never(as);
  }
}
