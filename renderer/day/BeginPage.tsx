import { useState } from 'react';
import type { ClosingRight, DayRow, DayView } from '../../contract/till/day.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import { DayRows, useDays } from './DayRows.tsx';
import { capital, signedText } from './dayWords.ts';
import { Page } from './Page.tsx';
import { useDoors, useGoOn, usePageKeys } from './pages.ts';
import { type Day, todayIn } from './useDay.ts';

interface Props {
  readonly day: Day;
  readonly view: DayView;
}

/** Before a close is drawn up: which day, who may sign it, the days that were; then how far it is, or why not. */
export function BeginPage({ day, view }: Props) {
  switch (view.now.at) {
    case 'drawing':
      return <Drawing day={day} of={view.now.day} share={view.now.share} />;
    case 'failed':
      return <Failed day={day} view={view} />;
    default:
      return <Choosing day={day} view={view} />;
  }
}

/** Nothing is drawn up: the day that comes next can be, or it is said that none can before tomorrow. */
function Choosing({ day, view }: Props) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const goOn = useGoOn();
  const { right, proposed, from } = view;
  const [chosen, setChosen] = useState<CivilDate | null>(null);
  const which = proposed === null ? null : (chosen ?? proposed);
  const days = useDays();
  const rows = days.rows?.slice(0, 5) ?? null;
  useDoors();
  const mayPass = right.here && right.others.length > 0;
  const pass = (): void => goOn({ at: 'pass' });
  const list = (): void => goOn({ at: 'list' });
  usePageKeys({ receipts: list, ...(mayPass ? { enrol: pass } : {}) });
  const signed = which === null ? view.last : null;
  const open = (number: number): void => goOn({ at: 'signed', number, fresh: false }, `day:${number}`);
  useMainAction(
    signed !== null
      ? { label: say('day.openSigned'), enabled: true, run: () => open(signed.number) }
      : right.here && which !== null
        ? {
            label: say('day.begin'),
            enabled: true,
            run: () => void day.done(till.ask('day.begin', { day: chosen })),
          }
        : { label: say('day.list'), enabled: true, run: list },
  );
  return (
    <Page
      id="begin"
      title={say('day.open')}
      beside={
        <>
          <Tap keys={KEYS.receipts.shown} onTap={list}>
            {say('day.list')}
          </Tap>
          {mayPass ? (
            <Tap keys={KEYS.enrol.shown} onTap={pass}>
              {say('day.passShort')}
            </Tap>
          ) : null}
        </>
      }
    >
      {which !== null ? (
        <>
          <p className="room-note day-lead">{say('day.beginText')}</p>
          <Which which={which} proposed={proposed} from={from} onChoose={setChosen} />
        </>
      ) : from === null ? null : (
        <Signed from={from} last={view.last} />
      )}
      <p className={right.here ? 'day-right' : 'day-right day-right-away'}>
        <span aria-hidden>{right.here ? '✓' : '◐'}</span> {rightText(words, right)}
      </p>
      <h3 className="day-subtitle">{say('day.list')}</h3>
      {rows === null ? null : rows.length === 0 ? (
        <p className="room-note">{say('day.listNone')}</p>
      ) : (
        <DayRows rows={rows} onOpen={open} />
      )}
    </Page>
  );
}

interface WhichProps extends Pick<DayView, 'proposed' | 'from'> {
  readonly which: CivilDate;
  readonly onChoose: (day: CivilDate) => void;
}

/** The day that is closed, from the first that no close is of up to today. */
function Which({ which, proposed, from, onChoose }: WhichProps) {
  const words = useWords();
  const { say } = words;
  const today = useWindow(todayIn);
  return (
    <div className="shift-day day-choice">
      <Tap
        label={say('shift.dayBefore')}
        disabled={from !== null && which <= from}
        onTap={() => onChoose(addDays(which, -1))}
      >
        ‹
      </Tap>
      <p className="shift-day-words" role="status">
        <small>{say('day.which')}</small>
        <b>{capital(words.longDay(which))}</b>
        <small>{which === proposed ? say('day.proposed') : ' '}</small>
      </p>
      <Tap
        label={say('shift.dayAfter')}
        disabled={today !== null && which >= today}
        onTap={() => onChoose(addDays(which, 1))}
      >
        ›
      </Tap>
    </div>
  );
}

/** Today is signed, by whom and when, and which day can be closed next. */
function Signed({ from, last }: { readonly from: CivilDate; readonly last: DayRow | null }) {
  const words = useWords();
  const { say } = words;
  const today = useWindow(todayIn);
  const until = addDays(from, -1);
  return (
    <>
      <p className="hint hint-ok" role="status">
        <span className="hint-mark" aria-hidden>
          ✓
        </span>
        <span>
          <b>{until === today ? say('day.todaySigned') : say('day.signedUpTo', { day: words.longDay(until) })}</b>
          {last?.day === until ? <span className="day-under">{signedText(words, last)}</span> : null}
        </span>
      </p>
      <p className="day-lead">{say('day.nextFrom', { day: words.longDay(from) })}</p>
    </>
  );
}

/** Who has the closing right, in a sentence. */
export function rightText({ say }: Words, { here, till }: ClosingRight): string {
  if (here) return say('day.rightHere');
  return till === null ? say('day.rightUnknown') : say('day.rightAt', { till });
}

interface DrawingProps {
  readonly day: Day;
  readonly of: CivilDate;
  readonly share: number | null;
}

function Drawing({ day, of, share }: DrawingProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  usePageKeys({});
  useMainAction({ label: say('action.back'), enabled: true, run: () => void till.back() });
  const what = say('day.drawing', { day: words.longDay(of) });
  return (
    <Page
      id="drawing"
      title={say('day.open')}
      beside={<Tap onTap={() => void day.done(till.ask('day.drop', {}))}>{say('day.stop')}</Tap>}
    >
      <div role="status">
        <p>
          <b>{what}</b>{' '}
          <span className="room-note">
            {share === null ? say('day.drawingCentre') : say('day.drawingShare', { share: Math.floor(share * 100) })}
          </span>
        </p>
        {/* Without a value it moves to and fro: nobody knows how far the centre is. */}
        <progress
          className="room-progress"
          {...(share === null ? {} : { value: Math.round(share * 1000) })}
          max={1000}
          aria-label={what}
        />
        <p className="room-note">{say('day.drawingText')}</p>
      </div>
    </Page>
  );
}

function Failed({ day, view }: Props) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const { now } = view;
  const failed = now.at === 'failed' ? now : null;
  const drop = (): void => void day.done(till.ask('day.drop', {}));
  usePageKeys({ return: drop });
  useMainAction({
    label: say('day.again'),
    enabled: failed !== null,
    run: () => void day.done(till.ask('day.begin', { day: failed?.day ?? null })),
  });
  if (failed === null) return null;
  return (
    <Page
      id="failed"
      title={say('day.open')}
      beside={
        <Tap keys={KEYS.return.shown} onTap={drop}>
          {say('day.otherDay')}
        </Tap>
      }
    >
      <p>
        <b>{capital(say('day.failed', { day: words.longDay(failed.day) }))}</b>
      </p>
      <Why tone="stop" refusal={failed.refusal} />
    </Page>
  );
}
