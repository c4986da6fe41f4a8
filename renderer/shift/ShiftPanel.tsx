import { formatBani } from '../../domain/amount/text.ts';
import { civilTimeAt } from '../../domain/calendar/civil.ts';
import { may } from '../../domain/roles/permissions.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CountedPage } from './CountedPage.tsx';
import { type Door, Doors, useRoleDoors } from './Doors.tsx';
import { Settings } from './Settings.tsx';
import './shift.css';

/** The shift so far, closing it, signing out, and the till's few settings; of a shift whose drawer is counted: how it ends. */
export function ShiftPanel() {
  const shift = useWindow((state) => state.view?.shift ?? null);
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  const isCounted = shift !== null && shift.turns > 0;
  return isCounted && role !== null && may(role, 'shift') ? <CountedPage shift={shift} /> : <OpenShiftPage />;
}

function OpenShiftPage() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const shift = useWindow((state) => state.view?.shift ?? null);
  const version = useWindow((state) => state.view?.version ?? '');
  const isHome = useWindow((state) => state.panels.length === 0);
  const shiftDoors = useShiftDoors();
  const doors: readonly Door[] = [
    ...shiftDoors,
    ...useRoleDoors(),
    { label: say('shift.signOut'), open: () => void till.ask('staff.signOut', {}) },
  ];
  const first = doors[0];
  const main =
    isHome && first !== undefined
      ? { label: first.label, run: first.open }
      : { label: say('action.back'), run: () => void till.back() };
  useMainAction({ ...main, enabled: true });
  return (
    <PanelFrame
      title={shift === null ? say('shift.title') : say('shift.number', { number: shift.number })}
      isHome={isHome}
    >
      {shift === null ? null : (
        <dl className="shift-facts">
          <dt>{say('shift.day')}</dt>
          <dd>{words.longDay(shift.businessDay)}</dd>
          <dt>{shift.staffName}</dt>
          <dd>{say('shift.since', { time: civilTimeAt(shift.openedAt) })}</dd>
          <dt>{say('shift.total')}</dt>
          <dd>
            <b>
              {formatBani(shift.total)} {say('unit.lei')}
            </b>{' '}
            · {say('shift.sales', { count: shift.sales })}
          </dd>
        </dl>
      )}
      <Doors doors={doors} />
      <p className="panel-note">{say('shift.signOutText')}</p>
      <Settings />
      <p className="panel-note">{say('settings.version', { version })}</p>
    </PanelFrame>
  );
}

/** What may be done with the open shift, and seen of it. */
function useShiftDoors(): readonly Door[] {
  const { say } = useWords();
  const till = useTill();
  const phase = useWindow((state) => state.view?.shift?.phase ?? null);
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  if (phase === null || role === null) return [];
  const doors: Door[] = [];
  if (may(role, 'shift')) {
    doors.push({
      label: say(phase === 'counting' ? 'drawer.countOn' : 'drawer.count'),
      look: 'stop',
      open: () => till.push({ kind: 'shiftCount', again: false }),
    });
  }
  if (may(role, 'cash')) doors.push({ label: say('drawer.move'), open: () => till.push({ kind: 'shiftCash' }) });
  if (may(role, 'z')) doors.push({ label: say('drawer.x'), open: () => till.push({ kind: 'x' }) });
  return doors;
}
