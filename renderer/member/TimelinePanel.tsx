import type { Timeline, TimelineRow } from '../../contract/till/views.ts';
import type { Points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { TraceStep } from '../../domain/record/record.ts';
import { useWindow } from '../app/state.ts';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useOpenReceipt } from '../receipts/useOpenReceipt.ts';
import { useNamed } from '../words/names.ts';
import { stepsOf, traceText } from '../words/traces.ts';
import { useWords } from '../words/useWords.ts';
import { useTimeline } from './useTimeline.ts';

/** "Why this balance?": every movement in words, newest first, with the balance after each and the rule behind it. */
export function TimelinePanel({ of }: { readonly of?: { readonly id: MemberId; readonly name: string } }) {
  const { say } = useWords();
  useBackAsMain();
  const here = useWindow((state) => state.view?.counter.member ?? null);
  const other = of !== undefined && of.id !== here?.id;
  const timeline = useTimeline(other ? of : here);
  const name = other ? of.name : here?.name;
  const balance = other ? timeline?.balance : here?.balance;
  const aside =
    name === undefined || balance === undefined ? null : (
      <p className="panel-aside">{say('timeline.of', { name, balance: formatPoints(balance) })}</p>
    );
  return (
    <PanelFrame title={say('timeline.title')} aside={aside}>
      {timeline === null ? (
        <p className="panel-wait">{say('timeline.loading')}</p>
      ) : (
        <Whole timeline={timeline} atCounter={!other} />
      )}
    </PanelFrame>
  );
}

function Whole({ timeline, atCounter }: { readonly timeline: Timeline; readonly atCounter: boolean }) {
  const { say } = useWords();
  return (
    <>
      {timeline.whole ? null : (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ◐
          </span>
          <span>{say('timeline.partial')}</span>
        </p>
      )}
      {atCounter ? <ThisSale /> : null}
      <Lots timeline={timeline} />
      {timeline.rows.length === 0 ? <Emptiness mark="◇" title={say('timeline.empty')} /> : null}
      <ol className="timeline">
        {timeline.rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one record may move points more than once; only its place tells
          <Row key={`${row.record}.${timeline.rows.length - at}`} row={row} />
        ))}
        {timeline.rows.length === 0 && timeline.before === 0 ? null : (
          <li className="timeline-row timeline-before">
            <span className="timeline-what">{say('timeline.before')}</span>
            <span className="timeline-points">{formatPoints(timeline.before)}</span>
          </li>
        )}
      </ol>
    </>
  );
}

const NO_STEPS: readonly TraceStep[] = [];

/** How the sale on the counter is reckoned: the same words that its receipt will have. */
function ThisSale() {
  const words = useWords();
  const named = useNamed();
  const trace = useWindow((state) => state.view?.counter.figures.trace ?? NO_STEPS);
  if (trace.length === 0) return null;
  return (
    <section className="lots this-sale">
      <h3 className="lots-title">{words.say('timeline.thisSale')}</h3>
      {trace.map((step) => (
        <p key={step.code + JSON.stringify(step.params)} className="this-sale-step">
          {traceText(words, step, named)}
        </p>
      ))}
    </section>
  );
}

/** What the balance is made of: lots and their ends, or what is owed. */
function Lots({ timeline }: { readonly timeline: Timeline }) {
  const words = useWords();
  const { say } = words;
  const today = useWindow((state) => (state.view === null ? undefined : civilDateAt(state.view.status.now)));
  if (timeline.lots.length === 0 && timeline.debt === 0) return null;
  return (
    <div className="lots">
      <h3 className="lots-title">{say('timeline.lots')}</h3>
      <ul className="lots-list">
        {timeline.debt > 0 ? (
          <li className="lot lot-owed">{say('timeline.owed', { points: formatPoints(timeline.debt) })}</li>
        ) : null}
        {timeline.lots.map((lot, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lots have no name here, and never change their order while shown
          <li className="lot" key={at}>
            {lot.expires === null
              ? say('timeline.lotForever', { points: formatPoints(lot.points) })
              : say('timeline.lotUntil', { points: formatPoints(lot.points), day: words.day(lot.expires, today) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ row }: { readonly row: TimelineRow }) {
  const words = useWords();
  const { say } = words;
  const named = useNamed();
  const open = useOpenReceipt();
  const now = useWindow((state) => state.view?.status.now ?? row.at);
  const number = row.receiptNumber;
  return (
    <li className="timeline-row">
      <time className="timeline-when">{words.moment(row.at, civilDateAt(now))}</time>
      <div className="timeline-what">
        <b>{say('timeline.kind', { kind: row.contra })}</b>
        <span className="timeline-where">
          {[
            row.store,
            row.total === null ? null : say('timeline.paid', { amount: formatBani(row.total) }),
            row.unsent ? `◐ ${say('timeline.unsent')}` : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        {stepsOf(row.trace, row.contra, row.points).map((step) => (
          <span key={step.code + JSON.stringify(step.params)} className="timeline-trace">
            {traceText(words, step, named)}
          </span>
        ))}
        {number === null ? null : (
          <button type="button" className="link" onClick={() => void open(number)}>
            {say('timeline.receipt', { number })}
          </button>
        )}
      </div>
      <span className="timeline-points">{signed(row.points)}</span>
      <span className="timeline-balance">
        {say('timeline.balanceAfter', { balance: formatPoints(row.balanceAfter) })}
      </span>
    </li>
  );
}

/** `+46`, `−120`: the sign says it, not only a colour. */
export function signed(value: Points): string {
  return value > 0 ? `+${formatPoints(value)}` : formatPoints(value);
}
