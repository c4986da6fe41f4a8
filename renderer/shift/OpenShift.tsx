import { Checkbox } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { LeftView } from '../../contract/till/shift.ts';
import type { ShiftProposal } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { may } from '../../domain/roles/permissions.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import { rowsOf, signedText, sumOf } from './counting.ts';
import { type Door, Doors, useRoleDoors } from './Doors.tsx';
import { FloatPage } from './FloatPage.tsx';
import { Settings } from './Settings.tsx';
import { useFloat } from './useFloat.ts';
import './shift.css';

/** Opening a shift: the business day is chosen, a clock or a day that is off is asked about in words. */
export function OpenShift() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const staff = useWindow((state) => state.view?.staff ?? null);
  const [proposal, setProposal] = useState<ShiftProposal | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [confirmed, setConfirmed] = useState<readonly string[]>([]);
  const { counted, type, forget } = useFloat();
  const typed = counted ?? {};
  const counts = counted !== null;
  const isCounting = useWindow((state) => state.panels.at(-1)?.kind === 'shiftFloat');
  const roleDoors = useRoleDoors();
  const left = proposal?.left ?? null;
  /** As the shift before left it, piece by piece. */
  const takes = left?.cash != null && !counts;
  /** Something was left and nobody knows piece by piece what: nothing is taken for counted that was not. */
  const mustCount = left !== null && left.cash === null && !counts;
  const allowed = staff !== null && may(staff.role, 'shift');

  const propose = async (businessDay: CivilDate | null): Promise<void> => {
    const answer = await till.askQuietly('shift.propose', { businessDay });
    if (answer.ok) {
      setProposal(answer.value);
      setConfirmed([]);
      setRefusal(null);
    } else setRefusal(answer.refusal);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies(propose): asked once, when the screen comes
  useEffect(() => {
    if (allowed) void propose(null);
  }, [allowed]);

  const open = async (): Promise<void> => {
    if (proposal === null) return;
    const answer = await till.askQuietly('shift.open', {
      businessDay: proposal.businessDay,
      confirmed: [...confirmed],
      float: takes ? 'left' : rowsOf(typed),
    });
    if (!answer.ok) setRefusal(answer.refusal);
  };
  const answered = proposal?.questions.every(({ code }) => confirmed.includes(code)) === true;
  const count = (): void => {
    if (counted === null) type({});
    till.push({ kind: 'shiftFloat' });
  };
  // What comes later comes last: a digit must not open another door than it did when the screen appeared.
  const doors: Door[] = [];
  if (allowed) doors.push({ label: say('drawer.countFloat'), open: count });
  doors.push(...roleDoors, { label: say('shift.signOut'), open: () => void till.askQuietly('staff.signOut', {}) });
  if (counts && left?.cash != null) {
    doors.push({ label: say('drawer.useLeft'), open: forget });
  }
  const [door] = doors;
  const main = !allowed
    ? { label: door?.label ?? '', enabled: door !== undefined, run: () => door?.open() }
    : mustCount
      ? { label: say('drawer.countFloat'), enabled: true, run: count }
      : { label: say('shift.open'), enabled: answered, run: () => void open() };
  useMainAction({ ...main, active: !isCounting });
  if (isCounting) {
    return <FloatPage typed={typed} onTyped={type} onDone={() => void till.back()} />;
  }
  return (
    <main className="screen">
      <section className="card screen-card" aria-labelledby="open-shift">
        <h2 id="open-shift" className="screen-title">
          {say(allowed ? 'shift.openTitle' : 'shift.title')}
        </h2>
        {allowed ? null : <p className="screen-text">{say('shift.notMay')}</p>}
        {proposal === null ? null : (
          <>
            <p className="screen-text">{say('shift.dayText')}</p>
            <div className="shift-day">
              <Tap label={say('shift.dayBefore')} onTap={() => void propose(addDays(proposal.businessDay, -1))}>
                ‹
              </Tap>
              <p className="shift-day-words" role="status">
                <small>
                  {say('shift.day')} · {say('shift.number', { number: proposal.number })}
                </small>
                <b>{words.longDay(proposal.businessDay)}</b>
                <small>{proposal.businessDay === proposal.today ? say('shift.today') : ' '}</small>
              </p>
              <Tap label={say('shift.dayAfter')} onTap={() => void propose(addDays(proposal.businessDay, 1))}>
                ›
              </Tap>
            </div>
            <div className="shift-float">
              <p>
                <small>{say('drawer.float')}</small>
                <b>{takes || mustCount ? leftText(left, words) : `${formatBani(sumOf(typed))} ${say('unit.lei')}`}</b>
                {counts && left !== null && sumOf(typed) !== left.sum ? (
                  <small>
                    {say('drawer.floatDiffers', {
                      number: left.number,
                      sum: signedText(bani(sumOf(typed) - left.sum)),
                    })}
                  </small>
                ) : null}
              </p>
            </div>
            {proposal.questions.map((question) => (
              <div key={question.code} className="hint hint-attention">
                <span className="hint-mark" aria-hidden>
                  ?
                </span>
                <div>
                  <b>{refusalText(words, question)}</b>
                  <Checkbox
                    size="md"
                    className="enrol-check"
                    label={say('shift.confirmQuestion')}
                    checked={confirmed.includes(question.code)}
                    onChange={(event) => {
                      const yes = event.currentTarget.checked;
                      setConfirmed(
                        yes ? [...confirmed, question.code] : confirmed.filter((code) => code !== question.code),
                      );
                    }}
                  />
                </div>
              </div>
            ))}
          </>
        )}
        {refusal === null ? null : (
          <p className="hint hint-stop" role="alert">
            <span className="hint-mark" aria-hidden>
              !
            </span>
            <span>{refusalText(words, refusal)}</span>
          </p>
        )}
        <Doors doors={doors} />
        <div className="screen-foot">
          <Tap look="main" className="screen-main" disabled={!main.enabled} keys={KEYS.enter.shown} onTap={main.run}>
            {main.label}
          </Tap>
        </div>
        {staff !== null && may(staff.role, 'setup') ? <Settings /> : null}
      </section>
    </main>
  );
}

/** What the shift before left, in words: as it may be taken over, or why it must be counted. */
function leftText(left: LeftView | null, { say }: Words): string {
  if (left === null) return '';
  const values = { number: left.number, sum: formatBani(left.sum) };
  return left.cash === null ? say('drawer.leftUnknown', values) : say('drawer.left', values);
}
