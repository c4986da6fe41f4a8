import type { AppliedView, NearView } from '../../contract/till/offers.ts';
import { bani, sumBani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { NotApplied } from '../../domain/sale/figures.ts';
import { nameText, useNamed } from '../words/names.ts';
import { nearText } from '../words/near.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './offers.css';

/** So many offers have a row of their own; of more, the last row says how many and what they took off together. */
const MOST_ROWS = 3;

/** What offers took off, under the lines and always in sight: the list of lines scrolls behind them. */
export function AppliedOffers({ applied }: { readonly applied: readonly AppliedView[] }) {
  const { say } = useWords();
  if (applied.length === 0) return null;
  const shown = applied.length > MOST_ROWS ? applied.slice(0, MOST_ROWS - 1) : applied;
  const rest = applied.slice(shown.length);
  return (
    <ul className="applied" aria-label={say('counter.offers')}>
      {shown.map((each) => (
        <Applied key={each.offer + (each.code ?? '')} applied={each} />
      ))}
      {rest.length === 0 ? null : (
        <li className="applied-row">
          <span className="applied-name">{say('counter.offersMore', { count: rest.length })}</span>
          <span className="line-number">{formatBani(bani(-sumBani(rest.map(({ discount }) => discount))))}</span>
        </li>
      )}
    </ul>
  );
}

const MARKS = { automatic: '✓', coupon: '▤', reward: '◆' } as const;

function Applied({ applied }: { readonly applied: AppliedView }) {
  const { say, language } = useWords();
  const name = nameText(language, applied.name);
  return (
    <li className="applied-row">
      <span className="applied-name">
        <span aria-hidden>{MARKS[applied.kind]} </span>
        {applied.times > 1 ? say('counter.times', { name, times: applied.times }) : name}
        {applied.code === null ? null : <small> {applied.code}</small>}
      </span>
      <span className="line-number">{applied.discount > 0 ? formatBani(bani(-applied.discount)) : ''}</span>
    </li>
  );
}

interface NearStripProps {
  readonly near: readonly NearView[];
  readonly notApplied: readonly NotApplied[];
}

/**
 * What would bring the next offer: one quiet line in a place of its own, empty where nothing is near. A coupon that was
 * read and waits comes first: somebody holds it in the hand.
 */
export function NearStrip({ near, notApplied }: NearStripProps) {
  const words = useWords();
  const named = useNamed();
  const waiting = notApplied[0];
  if (waiting !== undefined) {
    return (
      <p className="near" data-shown role="status">
        <span className="near-mark" aria-hidden>
          ◐
        </span>
        <span className="near-text">
          <b>{waiting.code ?? (waiting.offer === null ? '' : named(waiting.offer))}</b>{' '}
          {refusalText(words, waiting.refusal)}
        </span>
      </p>
    );
  }
  const [first, ...others] = near;
  return (
    <p className="near" data-shown={first !== undefined} role="status">
      {first === undefined ? null : (
        <>
          <span className="near-mark" aria-hidden>
            ◔
          </span>
          <span className="near-text">
            <b>{nearText(words, first)}</b> {words.say('near.for', { name: nameText(words.language, first.name) })}
          </span>
          {others.length === 0 ? null : (
            <small className="near-more">{words.say('near.more', { count: others.length })}</small>
          )}
        </>
      )}
    </p>
  );
}
