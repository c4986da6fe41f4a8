import { Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { StaffWeek } from '../../contract/till/staff.ts';
import { addDays, type CivilDate, civilDateAt, daysBetween } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { may } from '../../domain/roles/permissions.ts';
import { mondayOf, scanRate } from '../../domain/staff/week.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Room } from '../controls/Room.tsx';
import { Stretch, useArrowsLeftRight } from '../controls/Stretch.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { praiseText } from './praiseWords.ts';
import { StaffTable } from './StaffTable.tsx';
import { usePraise } from './usePraise.ts';
import { whoseText } from './whoseWords.ts';
import './staff.css';

/** The room of the store's people: a week of figures to talk about, in the order of names. */
export function StaffRoom({ day }: { readonly day: CivilDate | null }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const today = useWindow((state) => civilDateAt(state.view?.status.now ?? 0));
  useBackAsMain();
  const monday = mondayOf(day ?? today);
  const isNow = daysBetween(monday, today) < 7;
  const before = (): void => till.replace({ kind: 'staff', day: addDays(monday, -7) });
  const after = isNow ? null : () => till.replace({ kind: 'staff', day: addDays(monday, 7) });
  useArrowsLeftRight(before, after);
  const week = useWeek(monday);
  return (
    <Room id="staff" title={say('staff.title')}>
      <Stretch
        title={say('staff.week', { from: words.day(monday, today), to: words.day(addDays(monday, 6), today) })}
        note={isNow ? say('staff.weekNow') : ''}
        before={{ label: say('staff.weekBefore'), go: before }}
        after={{ label: say('staff.weekAfter'), go: after }}
      />
      {week === null ? (
        <p role="status">{say('staff.reading')}</p>
      ) : 'code' in week ? (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{refusalText(words, week)}</span>
        </p>
      ) : (
        <Read week={week} isNow={isNow} />
      )}
      <Said />
    </Room>
  );
}

function Read({ week, isNow }: { readonly week: StaffWeek; readonly isNow: boolean }) {
  const words = useWords();
  const { say } = words;
  const today = useWindow((state) => civilDateAt(state.view?.status.now ?? 0));
  const { all, from, rows } = week;
  const whose = whoseText(words, from, isNow, today);
  const note = whose === '' ? null : <p className="room-note">{whose}</p>;
  if (rows.length === 0) {
    return (
      <>
        {note}
        <Emptiness mark="☺" title={say('staff.nothing')} text={say('staff.nothingText')} />
      </>
    );
  }
  return (
    <>
      {note}
      <p className="staff-sentence">
        {say('staff.sentence', { sales: all.sales, percent: scanRate(all) ?? 0, enrolments: all.enrolments })}
      </p>
      <StaffTable week={week} />
      <details className="staff-means" open>
        <summary>{say('staff.means')}</summary>
        <p>{say('staff.memberMeans')}</p>
        <p>{say('staff.paceMeans')}</p>
        <p>{say('staff.closingMeans')}</p>
      </details>
    </>
  );
}

/** What everybody reads of last week on the sign-in screen, and whether they do. */
function Said() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const shown = useWindow((state) => state.view?.settings.recognition ?? false);
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  const praise = usePraise();
  const decides = role !== null && may(role, 'praise');
  return (
    <section className="staff-said" aria-labelledby="staff-said">
      <h3 id="staff-said" className="staff-part">
        {say('staff.saidTitle')}
      </h3>
      {decides ? (
        <Switch
          size="lg"
          className="settings-switch"
          labelPosition="left"
          label={say('staff.saidSwitch')}
          checked={shown}
          onChange={(event) => void till.ask('settings.set', { recognition: event.currentTarget.checked })}
        />
      ) : null}
      {shown && praise !== null ? (
        praise.rows.length === 0 ? (
          <p className="room-note">{say('staff.saidNothing')}</p>
        ) : (
          <ul className="praise-rows">
            {praise.rows.map((row) => (
              <li key={`${row.name} ${row.of}`}>{praiseText(words, row)}</li>
            ))}
          </ul>
        )
      ) : null}
    </section>
  );
}

/** A week as the till reads it; null: not heard yet. */
function useWeek(monday: CivilDate): StaffWeek | Refusal | null {
  const till = useTill();
  const [week, setWeek] = useState<StaffWeek | Refusal | null>(null);
  useEffect(() => {
    let wanted = true;
    setWeek(null);
    void till.askQuietly('staff.week', { day: monday }).then((answer) => {
      if (wanted) setWeek(answer.ok ? answer.value : answer.refusal);
    });
    return () => {
      wanted = false;
    };
  }, [till, monday]);
  return week;
}
