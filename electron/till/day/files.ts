import type { ClosedDay, DayFile } from '../../../contract/till/day.ts';
import type { Language } from '../../../domain/person/person.ts';
import type { DayFileMaker } from '../../day/files/maker.ts';

/**
 * A signed day as a file: PDF and receipt paper in the shop's language, what an accountant's programs read in theirs. The same day gives the
 * same bytes, whenever it is asked for. It is made beside the till, which sells on: what makes files is in no other thread.
 */
export async function dayFile(
  closed: ClosedDay,
  as: DayFile,
  language: Language,
  maker: DayFileMaker,
): Promise<{ name: string; type: string; base64: string }> {
  const { name, type, bytes } = await maker.make(closed, as, language);
  return { name, type, base64: Buffer.from(bytes).toString('base64') };
}
