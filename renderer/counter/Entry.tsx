import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { CounterView, ProductRow } from '../../contract/till/views.ts';
import type { VatRate } from '../../domain/amount/quantity.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { KeyCap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { ENTRY_ID } from './counterKeys.ts';
import { readEntry } from './entryText.ts';
import { lineKey } from './lineKeys.ts';
import { confirmSale } from './tendering.ts';
import { useProducts } from './useProducts.ts';
import './entry.css';

const NO_RATES: readonly VatRate[] = [];

/** The one field of the sale: a scan, an amount, a code, a name. Enter with nothing in it confirms the sale. */
export function Entry({ active }: { readonly active: boolean }) {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const input = useRef<HTMLInputElement>(null);
  const sending = useRef(new Set<Promise<{ readonly ok: boolean }>>());
  const text = useWindow((state) => state.entry);
  const rates = useWindow((state) => state.view?.settings.vatRates ?? NO_RATES);
  const vat = useWindow((state) => state.vat) ?? rates[0] ?? null;
  const hasLines = useWindow((state) => (state.view?.counter.lines.length ?? 0) > 0);
  const connected = useWindow((state) => state.connected);
  const [confirming, setConfirming] = useState(false);
  const read = readEntry(text);
  const quantity = read.kind === 'name' || read.kind === 'quantity' ? read.quantity : null;
  const products = useProducts(read.kind === 'name' ? read.name : null);
  const [marked, setMarked] = useState(0);
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const open = products !== null && closedFor !== text;

  const setText = (entry: string): void => {
    store.setState({ entry });
    setMarked(0);
  };
  const chooseRate = (rate: VatRate): void => store.setState({ vat: rate });

  /**
   * Takes what is typed out of the field at once, so that the next digits of quick hands begin an empty one; a refusal
   * puts it back, unless something else stands there by then.
   */
  const send = async (ask: () => Promise<{ readonly ok: boolean }>): Promise<void> => {
    const taken = text;
    setText('');
    const asked = ask();
    sending.current.add(asked);
    const { ok } = await asked.finally(() => sending.current.delete(asked));
    if (!ok && store.getState().entry === '') setText(taken);
  };
  const takeProduct = (row: ProductRow): Promise<void> =>
    send(() => till.ask('counter.product', { sku: row.sku, quantity }));
  const submit = async (): Promise<void> => {
    const row = open ? products[marked] : undefined;
    const line = store.getState().view?.counter.selected ?? null;
    if (row !== undefined) await takeProduct(row);
    else if (read.kind === 'quantity') {
      // `3*` and Enter: so many of the line last touched.
      if (line !== null) await send(() => till.ask('counter.quantity', { line, quantity: read.quantity }));
    } else if (read.kind === 'amount' && vat !== null) {
      await send(() => till.ask('counter.amount', { amount: read.text, vat }));
    } else await send(() => till.code(read.kind === 'code' ? read.text : text.trim()));
  };
  const confirm = async (): Promise<void> => {
    const seen = store.getState().view?.counter;
    if (seen === undefined || confirming) return;
    setConfirming(true);
    try {
      // What was typed before this Enter is answered first. A line that came only now was not seen, one that was
      // refused stands in the field again: neither is confirmed.
      const answers = await Promise.all(sending.current);
      const now = store.getState().view?.counter;
      if (now !== undefined && answers.every(({ ok }) => ok) && isSameSale(seen, now)) await confirmSale(till, now);
    } finally {
      setConfirming(false);
    }
  };

  const typed = text.trim() !== '';
  useMainAction({
    label: confirming ? say('counter.confirming') : typed ? say('counter.add') : say('counter.confirm'),
    enabled: connected && !confirming && (typed || hasLines),
    run: () => void (typed ? submit() : confirm()),
    active,
  });

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (open && products.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setMarked((products.length + marked + step) % products.length);
    } else if (event.key === 'Escape' && open) setClosedFor(text);
    else if (event.key === 'Escape' && typed && store.getState().notice === null) input.current?.select();
    else if (event.key === '/' && read.kind !== 'name' && vat !== null) {
      chooseRate(rates[(rates.indexOf(vat) + 1) % rates.length] ?? vat);
    } else if (typed || !lineKey(till, store, event.key)) return;
    event.preventDefault();
  };

  return (
    <div className="entry">
      <div className="entry-field">
        <input
          ref={input}
          id={ENTRY_ID}
          className="entry-input"
          value={text}
          placeholder={say('counter.entry')}
          aria-label={say('counter.entryLabel')}
          autoComplete="off"
          spellCheck={false}
          inputMode="text"
          role="combobox"
          aria-expanded={open && products.length > 0}
          aria-controls="products"
          aria-autocomplete="list"
          aria-activedescendant={open && products.length > 0 ? `product-${marked}` : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {quantity === null ? null : <span className="entry-quantity">{say('counter.quantityNext', { quantity })}</span>}
        <KeyCap keys={KEYS.entry.shown} />
      </div>
      {rates.length < 2 || vat === null ? null : (
        <Choice
          label={say('vat.choose')}
          value={vat}
          options={rates.map((rate) => ({
            value: rate,
            label: `${rateText(rate)} %`,
            spoken: say('vat.rate', { rate: rateText(rate) }),
          }))}
          onChoose={chooseRate}
        />
      )}
      {open ? <Found rows={products} marked={marked} onChoose={(row) => void takeProduct(row)} /> : null}
    </div>
  );
}

/** Whether somebody who saw the one sees nothing new in the other. */
function isSameSale(seen: CounterView, now: CounterView): boolean {
  return seen.figures.total === now.figures.total && seen.lines.length === now.lines.length;
}

interface FoundProps {
  readonly rows: readonly ProductRow[];
  readonly marked: number;
  readonly onChoose: (row: ProductRow) => void;
}

/** Products found by name, below the field. */
function Found({ rows, marked, onChoose }: FoundProps) {
  const { say } = useWords();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <div className="found">
      <p className="found-count" role="status">
        {say('counter.found', { count: rows.length })}
      </p>
      <div ref={list} id="products" role="listbox" className="found-list" aria-label={say('counter.products')}>
        {rows.map((row, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's own arrows and Enter choose
          <div
            key={row.sku}
            id={`product-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === marked}
            className="found-row"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(row)}
          >
            <span className="found-name">{row.name}</span>
            <span className="found-code">{row.sku}</span>
            <span className="found-price">
              {formatBani(row.price)} {row.unit === 'kg' ? `/ ${say('unit.kg')}` : ''}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
