import { may } from '../../domain/roles/permissions.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { mayLookAtDays, openDay } from '../day/openDay.ts';
import { useDigits } from '../keys/useDigits.ts';
import { pagesOf } from '../pages/pages.ts';
import { useWords } from '../words/useWords.ts';
import './shift.css';

/** A way on from the page of the shift. */
export interface Door {
  readonly label: string;
  readonly open: () => void;
  readonly look?: 'plain' | 'stop';
}

/** Buttons that a digit opens too, in the order in which they stand. */
export function Doors({ doors }: { readonly doors: readonly Door[] }) {
  useDigits((at) => doors[at]?.open());
  return (
    <div className="shift-doors">
      {doors.map(({ label, open, look = 'plain' }, at) => (
        <Tap key={label} look={look} keys={String(at + 1)} onTap={open}>
          {label}
        </Tap>
      ))}
    </div>
  );
}

/** What whoever is signed in may look at or do besides selling, with a shift or without: their role decides. */
export function useRoleDoors(): readonly Door[] {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  const alarms = useWindow((state) => state.view?.status.alarms ?? null);
  if (role === null) return [];
  const doors: Door[] = [];
  if (may(role, 'z')) doors.push({ label: say('drawer.zs'), open: () => till.push({ kind: 'zList' }) });
  if (alarms !== null) {
    doors.push({
      label: alarms === 0 ? say('alarms.open') : say('alarms.openCount', { count: alarms }),
      open: () => till.push({ kind: 'alarms' }),
    });
  }
  if (may(role, 'lookProgramme')) {
    doors.push({
      label: say('programme.open'),
      open: () => till.push({ kind: 'programme', page: { at: 'versions' } }),
    });
  }
  if (pagesOf(role).length > 0) doors.push({ label: say('pages.open'), open: () => till.push({ kind: 'pages' }) });
  if (may(role, 'import')) doors.push({ label: say('import.open'), open: () => till.push({ kind: 'import' }) });
  if (mayLookAtDays(role)) doors.push({ label: say('day.open'), open: () => openDay(till, store) });
  return doors;
}
