import type { StaffId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { AlarmId } from './alarm.ts';

/** A manager has looked at an alarm and settled it; the note stands beside (AlarmNote). */
export interface AlarmSettled {
  readonly kind: 'alarmSettled';
  readonly alarm: AlarmId;
  /** The alarm's kind, so that the record tells by itself what was settled. */
  readonly of: string;
  /** Whose PIN it was. */
  readonly by: StaffId;
  readonly entries: readonly Entry[];
}
