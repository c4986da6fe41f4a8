import type { ZText } from '../../../contract/shift.ts';
import type { ShiftRow } from '../../../db/ledger/ledger.ts';
import { assert } from '../../../domain/assert.ts';
import type { ZFigures } from '../../../domain/shift/figures.ts';
import { NARROW, paperLines, WIDE } from '../../../domain/shift/paper.ts';
import { zRows } from '../../../domain/shift/zForm.ts';
import { TRANSLATIONS } from '../../../resources/translations/translations.ts';
import type { Workings } from '../workings.ts';

/** The form of a Z as it goes onto paper of both widths, in the language of this moment. Names stand in it: it belongs beside the chain. */
export function printedZ(w: Workings, shift: ShiftRow, z: ZFigures): ZText {
  const identity = w.identity();
  assert(identity !== null, 'a till with shifts is somebody');
  const { language } = w.settings.now;
  const rows = zRows(
    {
      store: w.rules.storeName(identity.store),
      till: identity.number,
      businessDay: shift.businessDay,
      openedBy: w.rules.staffName(identity.store, shift.staff) ?? '',
      openedAt: shift.openedAt,
      closedAt: w.clock(),
    },
    z,
    (word) => TRANSLATIONS[language][`z.${word}`],
  );
  return { form: 1, language, wide: [...paperLines(rows, WIDE)], narrow: [...paperLines(rows, NARROW)] };
}
