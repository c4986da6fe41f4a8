import { useState } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import { formatBani, formatCount } from '../../domain/amount/text.ts';
import { WITHOUT, type Without } from '../../domain/day/recorded.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { KEYS } from '../keys/keymap.ts';
import { useDigits } from '../keys/useDigits.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { capital, rangeText, shortHash, tillStateText } from './dayWords.ts';
import { Gone } from './Gone.tsx';
import { Page } from './Page.tsx';
import { useDoors, usePageKeys } from './pages.ts';
import { ShiftTable } from './ShiftTable.tsx';
import type { Day } from './useDay.ts';
import { nextPage, useOnward } from './useNext.ts';

interface Props {
  readonly day: Day;
  readonly drawn: DrawnDay;
  readonly of: TillId;
}

/** One till's part of the day; of one that is not heard or not closed, how the day is closed all the same. */
export function TillPage({ day, drawn, of }: Props) {
  const found = drawn.tills.find(({ till }) => till === of);
  return found === undefined ? <Gone /> : <Known day={day} drawn={drawn} till={found} />;
}

const WAYS = ['wait', ...WITHOUT] as const;

interface KnownProps {
  readonly day: Day;
  readonly drawn: DrawnDay;
  readonly till: DrawnDay['tills'][number];
}

function Known({ day, drawn, till: of }: KnownProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [note, setNote] = useState(of.note);
  const onward = useOnward(drawn, of.till);
  const isWaiting = of.state === 'open' || of.state === 'silent';
  const way = of.without ?? 'wait';
  const put = async (why: Without | null): Promise<boolean> => {
    if (why === of.without && note === of.note) return true;
    return day.done(till.ask('day.without', { till: of.till, why, note }));
  };
  useDigits((place) => {
    const chosen = WAYS[place];
    if (isWaiting && chosen !== undefined) void put(chosen === 'wait' ? null : chosen);
  });
  useDoors();
  const papers = (): void => till.push({ kind: 'day', page: { at: 'paper' } });
  const mayScan = isWaiting && drawn.by === 'papers';
  usePageKeys(mayScan ? { redeem: papers } : {});
  const isLast = nextPage(drawn, of.till) === null;
  const left = drawn.hindrances.filter((each) => each.key !== of.till).length;
  useMainAction(
    !isWaiting || of.without === null
      ? { label: say('action.back'), enabled: true, run: () => void till.back() }
      : {
          label: isLast ? say('day.done') : say('day.next', { count: left }),
          enabled: true,
          run: () => void put(of.without).then((isKept) => isKept && onward()),
        },
  );
  const { mark, text, tone } = tillStateText(words, of);
  return (
    <Page
      id="till"
      title={say('day.till', { till: of.number })}
      types={isWaiting}
      beside={
        mayScan ? (
          <Tap keys={KEYS.redeem.shown} onTap={papers}>
            {say('day.papers')}
          </Tap>
        ) : undefined
      }
      aside={
        <p className="day-aside day-till" data-tone={tone}>
          <span aria-hidden>{mark}</span> {text}
          {of.by === 'paper' ? ` · ${say('day.byPaper')}` : ''}
        </p>
      }
    >
      {isWaiting ? (
        <section className="day-without">
          <h3 className="day-subtitle">{say('day.withoutTitle')}</h3>
          <fieldset className="day-whys" aria-label={say('day.withoutTitle')}>
            {WAYS.map((each, place) => (
              <Tap
                key={each}
                pressed={each === way}
                keys={String(place + 1)}
                onTap={() => void put(each === 'wait' ? null : each)}
              >
                {say(`day.without.${each}`)}
              </Tap>
            ))}
          </fieldset>
          <p className="room-note">{say(`day.withoutText.${way}`)}</p>
          {of.without === null ? null : (
            <Field label={say('day.note')} value={note} maxLength={500} {...FOR_NAMES} onText={setNote} />
          )}
        </section>
      ) : null}
      <h3 className="day-subtitle">{say('day.shiftsOf')}</h3>
      <ShiftTable close={null} tills={[of]} names={drawn.names} day={drawn.day} />
      <Late till={of} />
      {of.ranges.length === 0 ? null : (
        <>
          <h3 className="day-subtitle">{say('day.rangesOf')}</h3>
          <RangeTable tills={[of]} />
        </>
      )}
      {of.outside === 0 ? null : <p className="room-note">{say('day.outside', { count: of.outside })}</p>}
    </Page>
  );
}

/** What came of days that are over. */
function Late({ till }: { readonly till: DrawnDay['tills'][number] }) {
  const words = useWords();
  const { say } = words;
  if (till.late.length === 0) return null;
  return (
    <>
      <h3 className="day-subtitle">{say('day.lateOf')}</h3>
      <table className="day-table">
        <thead>
          <tr>
            <th scope="col">{say('day.col.day')}</th>
            <th scope="col">{say('day.col.records')}</th>
            <th scope="col">{say('day.col.total')}</th>
          </tr>
        </thead>
        <tbody>
          {till.late.map(({ day, closed, records, sums }) => (
            <tr key={day}>
              <th scope="row">
                {capital(words.longDay(day))}
                <small className="day-under">{say(closed ? 'day.lateSigned' : 'day.lateOpen')}</small>
              </th>
              <td>{formatCount(records)}</td>
              <td>{formatBani(sums.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Which numbers of each till's log the close holds, with the hash that ends them. */
export function RangeTable({ tills }: { readonly tills: DrawnDay['tills'] }) {
  const { say } = useWords();
  return (
    <table className="day-table">
      <thead>
        <tr>
          <th scope="col">{say('day.col.till')}</th>
          <th scope="col">{say('day.col.range')}</th>
          <th scope="col">{say('day.col.records')}</th>
          <th scope="col">{say('day.col.hash')}</th>
        </tr>
      </thead>
      <tbody>
        {tills.flatMap(({ till, number, ranges, records }) =>
          ranges.length === 0
            ? [
                <tr key={till}>
                  <th scope="row">{say('day.till', { till: number })}</th>
                  <td>—</td>
                  <td>{formatCount(records)}</td>
                  <td>—</td>
                </tr>,
              ]
            : ranges.map((range) => (
                <tr key={range.incarnation}>
                  <th scope="row">{say('day.till', { till: number })}</th>
                  <td>{rangeText(range.first, range.last)}</td>
                  <td>{formatCount(range.last - range.first + 1)}</td>
                  <td title={range.hash}>
                    <code>{shortHash(range.hash)}</code>
                  </td>
                </tr>
              )),
        )}
      </tbody>
    </table>
  );
}
