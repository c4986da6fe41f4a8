import { memo, useEffect, useRef } from 'react';
import type { AppliedView, NearView } from '../../contract/till/offers.ts';
import type { CounterLine } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani, formatQuantity } from '../../domain/amount/text.ts';
import type { NotApplied } from '../../domain/sale/figures.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { less, more, remove, select } from './lineKeys.ts';
import { AppliedOffers, NearStrip } from './Offers.tsx';
import './lines.css';

const NO_LINES: readonly CounterLine[] = [];
const NO_OFFERS: readonly AppliedView[] = [];
const NOTHING_NEAR: readonly NearView[] = [];
const NOTHING_WAITS: readonly NotApplied[] = [];

/** The lines of the sale; the newest is in sight, the chosen one has its buttons. */
export function Lines() {
  const { say } = useWords();
  const lines = useWindow((state) => state.view?.counter.lines ?? NO_LINES);
  const selected = useWindow((state) => state.view?.counter.selected ?? null);
  const applied = useWindow((state) => state.view?.counter.applied ?? NO_OFFERS);
  const near = useWindow((state) => state.view?.counter.near ?? NOTHING_NEAR);
  const notApplied = useWindow((state) => state.view?.counter.notApplied ?? NOTHING_WAITS);
  const list = useRef<HTMLElement>(null);
  const chosen = lines.find((line) => line.key === selected) ?? null;
  const covering = applied.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies(covering): the offers' rows cover more of the list, or less
  useEffect(() => {
    if (selected === null || lines.length === 0) return;
    list.current?.querySelector(`[data-key="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected, lines.length, covering]);
  if (lines.length === 0) {
    return (
      <div className="lines lines-empty">
        <Emptiness mark="▤" title={say('counter.empty.title')} text={say('counter.empty.text')} />
        <Undo alone />
      </div>
    );
  }
  return (
    <div className="lines">
      <div className="lines-head" aria-hidden>
        <span>{say('counter.column.product')}</span>
        <span>{say('counter.column.quantity')}</span>
        <span>{say('counter.column.price')}</span>
        <span>{say('counter.column.sum')}</span>
      </div>
      <section
        ref={list}
        className="lines-scroll"
        data-offers={Math.min(applied.length, 3)}
        aria-label={say('counter.title')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
      >
        <ul className="lines-list" aria-label={say('counter.lines')}>
          {lines.map((line) => (
            <Line key={line.key} line={line} selected={line.key === selected} />
          ))}
        </ul>
        <AppliedOffers applied={applied} />
      </section>
      <NearStrip near={near} notApplied={notApplied} />
      <div className="lines-tools">
        {chosen === null || chosen.added ? null : <LineTools line={chosen} />}
        <Undo />
      </div>
    </div>
  );
}

const Line = memo(function Line({ line, selected }: { readonly line: CounterLine; readonly selected: boolean }) {
  const { say } = useWords();
  const till = useTill();
  const name = line.name === '' ? say('counter.amountLine') : line.name;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows choose a line from the entry field
    <li
      className="line"
      data-key={line.key}
      aria-current={selected}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => select(till, line)}
    >
      <span className="line-name" title={name}>
        {name}{' '}
        <span className="line-vat">
          {say('vat.rate', { rate: rateText(line.vat) })}
          {line.excluded ? ` · ${say('counter.excluded')}` : ''}
          {line.added ? ` · ${say('counter.added')}` : ''}
        </span>
      </span>
      <span className="line-number">
        {formatQuantity(line.quantity, line.unit)}
        {line.unit === 'kg' ? <small> {say('unit.kg')}</small> : null}
      </span>
      <span className="line-number">{formatBani(line.price)}</span>
      <span className="line-number line-sum">
        {formatBani(line.gross)}
        {line.discount > 0 ? <small className="line-discount">{formatBani(bani(-line.discount))}</small> : null}
      </span>
    </li>
  );
});

function LineTools({ line }: { readonly line: CounterLine }) {
  const { say } = useWords();
  const till = useTill();
  const product = line.name === '' ? say('counter.amountLine') : line.name;
  return (
    <>
      <Tap className="lines-tool" label={say('counter.less', { product })} onTap={() => less(till, line)}>
        −
      </Tap>
      <Tap className="lines-tool" label={say('counter.more', { product })} onTap={() => more(till, line)}>
        +
      </Tap>
      <Tap look="quiet" label={say('counter.remove', { product })} keys="Del" onTap={() => remove(till, line)}>
        {say('counter.removeShort')}
      </Tap>
      <Tap look="quiet" className="lines-clear" onTap={() => void till.ask('counter.clear', {})}>
        {say('counter.clear')}
      </Tap>
    </>
  );
}

function Undo({ alone }: { readonly alone?: boolean }) {
  const { say } = useWords();
  const till = useTill();
  const undoable = useWindow((state) => state.view?.counter.undoable ?? false);
  if (!undoable && alone === true) return null;
  return (
    <Tap
      look="quiet"
      className="lines-undo"
      disabled={!undoable}
      keys={KEYS.undo.shown}
      onTap={() => void till.ask('counter.undo', {})}
    >
      {say('counter.undo')}
    </Tap>
  );
}
