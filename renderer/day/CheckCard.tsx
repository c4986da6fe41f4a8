import { useState } from 'react';
import type { DrawnDay, DrawnDifference } from '../../contract/till/day.ts';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { DifferenceCells } from './DifferenceCells.tsx';
import { CHECK_MARKS, checkTitle, figureText } from './dayWords.ts';
import { type DayPage, door, useGoOn } from './pages.ts';
import { settledText, tillOf } from './settled.ts';

type DrawnCheck = DrawnDay['checks'][number];

/** So many differences of a check are drawn at once; a file read wrongly brings thousands. */
const AT_ONCE = 200;

/** One check: a short line where it agrees, open with what does not agree where it does not. */
export function CheckCard({ check, drawn }: { readonly check: DrawnCheck; readonly drawn: DrawnDay }) {
  const words = useWords();
  const { say } = words;
  const goOn = useGoOn();
  const [shown, setShown] = useState(AT_ONCE);
  const { differences, state } = check;
  const rows = differences.slice(0, shown);
  const isSettled = state === 'bad' && differences.every((each) => settledText(words, each, drawn) !== null);
  const needsZ = check.check === 'money' && check.figure['register'] === 0;
  return (
    <section className="day-check" data-state={isSettled ? 'settled' : state} aria-label={checkTitle(words, check)}>
      <button
        type="button"
        className="day-check-line"
        {...door(`check:${check.check}`)}
        onClick={() => goOn({ at: 'check', check: check.check }, `check:${check.check}`)}
      >
        <span className="day-mark" role="img" aria-label={say(`day.state.${state}`)}>
          {isSettled ? '✓' : CHECK_MARKS[state]}
        </span>
        <b>{checkTitle(words, check)}</b>
        <span className="day-figure">{figureText(words, check, drawn)}</span>
      </button>
      {rows.length === 0 && !needsZ ? null : (
        <ul className="day-rows">
          {needsZ ? (
            <li>
              <button
                type="button"
                className="day-row"
                {...door('register')}
                onClick={() => goOn({ at: 'register' }, 'register')}
              >
                <span className="day-row-time" />
                <span className="day-row-words">{say('day.registerMissing')}</span>
                <span className="day-row-amount" />
                <span className="day-row-way">{say('day.registerGive')}</span>
              </button>
            </li>
          ) : null}
          {rows.map((each) => (
            <li key={each.key}>
              <Row difference={each} check={check} drawn={drawn} />
            </li>
          ))}
        </ul>
      )}
      {differences.length <= shown ? null : (
        <Tap className="day-more" {...door(`more:${check.check}`)} onTap={() => setShown(shown + AT_ONCE)}>
          {say('day.moreRows', { count: differences.length - shown })}
        </Tap>
      )}
    </section>
  );
}

function Row({
  difference,
  check,
  drawn,
}: {
  readonly difference: DrawnDifference;
  readonly check: DrawnCheck;
  readonly drawn: DrawnDay;
}) {
  const words = useWords();
  const { say } = words;
  const goOn = useGoOn();
  const settled = settledText(words, difference, drawn);
  return (
    <button
      type="button"
      className="day-row"
      data-settled={settled === null ? undefined : ''}
      {...door(difference.key)}
      onClick={() => goOn(pageOf(difference, drawn), difference.key)}
    >
      <DifferenceCells difference={difference} check={check.check} names={drawn.names} settled={settled} />
      <span className="day-row-way">{say(settled === null && check.state === 'bad' ? 'day.explain' : 'day.look')}</span>
    </button>
  );
}

/** Where a difference is cleared: that a till is not heard is a matter of the till. */
function pageOf({ key, code, params }: DrawnDifference, drawn: DrawnDay): DayPage {
  const of = code === 'notHeard' || code === 'shiftOpen' ? tillOf(params, drawn) : undefined;
  return of === undefined ? { at: 'difference', key } : { at: 'till', till: of.till };
}
