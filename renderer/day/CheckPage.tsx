import type { DrawnDay } from '../../contract/till/day.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import type { CheckName } from '../../domain/day/recorded.ts';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CheckCard } from './CheckCard.tsx';
import { CHECK_MARKS, checkTitle, figureText, tillStateText } from './dayWords.ts';
import { MoneyTables } from './MoneyTables.tsx';
import { Page } from './Page.tsx';
import { PointsTables, pointsIn } from './PointsTables.tsx';
import { door, useDoors, useGoOn, usePageKeys } from './pages.ts';
import { RangeTable } from './TillPage.tsx';
import type { Day } from './useDay.ts';

interface Props {
  readonly day: Day;
  readonly drawn: DrawnDay;
  readonly check: CheckName;
}

/** What is behind a check's figure, and behind the figures of the same subject on the right. */
export function CheckPage({ drawn, check: name }: Props) {
  const words = useWords();
  const { say } = words;
  const goOn = useGoOn();
  const register = (): void => goOn({ at: 'register' });
  useBackAsMain();
  useDoors();
  usePageKeys({ entry: register });
  const check = drawn.checks.find((each) => each.check === name);
  return (
    <Page
      id="check"
      title={check === undefined ? say('day.open') : checkTitle(words, check)}
      aside={
        check === undefined ? null : (
          <p className="day-aside">
            <span className="day-mark" data-state={check.state} role="img" aria-label={say(`day.state.${check.state}`)}>
              {CHECK_MARKS[check.state]}
            </span>{' '}
            {name === 'points' ? null : figureText(words, check, drawn)}
          </p>
        )
      }
      beside={
        name === 'money' ? (
          <Tap keys={KEYS.entry.shown} onTap={register}>
            {say('day.register')}
          </Tap>
        ) : undefined
      }
    >
      <Figures drawn={drawn} of={name} />
      <p className="room-note">{say('day.asOf', { moment: words.moment(drawn.asOf) })}</p>
    </Page>
  );
}

function Figures({ drawn, of }: { readonly drawn: DrawnDay; readonly of: CheckName }) {
  switch (of) {
    case 'log':
      return <RangeTable tills={drawn.tills} />;
    case 'points':
      return <PointsTables of={pointsIn(drawn)} />;
    case 'money':
      return <MoneyTables drawn={drawn} />;
    case 'centre':
      return <TillTable drawn={drawn} />;
    case 'looks': {
      const check = drawn.checks.find(({ check }) => check === 'looks');
      return check === undefined || check.differences.length === 0 ? null : <CheckCard check={check} drawn={drawn} />;
    }
    default:
      return never(of);
  }
}

/** The store's tills; each opens. */
function TillTable({ drawn }: { readonly drawn: DrawnDay }) {
  const words = useWords();
  const { say } = words;
  const goOn = useGoOn();
  return (
    <table className="day-table day-table-doors">
      <thead>
        <tr>
          <th scope="col">{say('day.col.till')}</th>
          <th scope="col" className="day-words">
            {say('day.col.state')}
          </th>
          <th scope="col">{say('day.col.records')}</th>
          <th scope="col">{say('day.col.sales')}</th>
          <th scope="col">{say('day.col.total')}</th>
        </tr>
      </thead>
      <tbody>
        {drawn.tills.map((till) => {
          const { mark, text, tone } = tillStateText(words, till);
          return (
            <tr key={till.till}>
              <th scope="row">
                <button
                  type="button"
                  className="day-open"
                  {...door(`till:${till.till}`)}
                  onClick={() => goOn({ at: 'till', till: till.till }, `till:${till.till}`)}
                >
                  {say('day.till', { till: till.number })}
                </button>
              </th>
              <td className="day-words">
                <span className="day-till" data-tone={tone}>
                  <span aria-hidden>{mark}</span> {text}
                </span>
                {till.without === null ? null : (
                  <small className="day-under">{say(`day.without.${till.without}`)}</small>
                )}
                {till.late.length === 0 ? null : (
                  <small className="day-under">
                    {say('day.lateOf')}: {till.late.map((late) => words.day(late.day)).join(', ')}
                  </small>
                )}
              </td>
              <td>{till.records}</td>
              <td>{till.sums.counts.sales}</td>
              <td>{formatBani(till.sums.total)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
