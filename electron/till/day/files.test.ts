import { expect, test } from 'vitest';
import { DAY_FILES } from '../../../contract/till/day.ts';
import { makeDayFile } from '../../day/files/make.ts';
import { dayFileMaker } from '../../day/files/maker.ts';
import { DAY } from '../../day/files/testing/days.ts';
import { dayFile } from './files.ts';

const maker = dayFileMaker(new URL('../../day/files/dayfile.worker.ts', import.meta.url));

test('a thread of its own makes each file, the same as it would be here', async () => {
  for (const as of DAY_FILES) {
    const here = await makeDayFile(DAY, as, 'ru');
    const made = await dayFile(DAY, as, 'ru', maker);
    expect(made).toEqual({ name: here.name, type: here.type, base64: here.bytes.toString('base64') });
  }
});

test('a day that is none is refused by the thread, and the till hears of it', async () => {
  await expect(dayFile({ ...DAY, seal: '', number: 0.5 }, 'csv', 'ro', maker)).rejects.toThrow();
});
