import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { DeviceMark } from './find.ts';
import type { DeviceMemory } from './port.ts';

const mark = z.object({ vendorId: z.string(), productId: z.string(), serialNumber: z.string().nullable() });

/**
 * Remembers in a small file which device the scanner is, so that it is found again after a restart under whatever
 * port. Nothing depends on it but convenience: a file that cannot be read or written is as good as none.
 */
export function fileMemory(file: string): DeviceMemory {
  let last = '';
  return {
    load(): DeviceMark | null {
      try {
        const read = mark.safeParse(JSON.parse(readFileSync(file, 'utf8')));
        return read.success ? read.data : null;
      } catch {
        return null;
      }
    },
    save(its) {
      const text = JSON.stringify(its);
      if (text === last) return;
      try {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
        last = text;
      } catch {
        // Then it is looked for anew after the next start.
      }
    },
  };
}
