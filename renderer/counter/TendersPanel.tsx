import { useState } from 'react';
import { bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import { HANDED_TENDERS, type HandedMoney, type HandedTender } from '../../domain/record/record.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

type Typed = Readonly<Record<HandedTender, string>>;
const NO_TENDERS: readonly HandedMoney[] = [];

/** A payment in more than one way: how much by each, and what is still missing. */
export function TendersPanel() {
  const { say } = useWords();
  const till = useTill();
  const total = useWindow((state) => state.view?.counter.figures.toPay ?? NO_MONEY);
  const tenders = useWindow((state) => state.view?.counter.tenders ?? NO_TENDERS);
  const [typed, setTyped] = useState<Typed>(() => {
    const of = (kind: HandedTender): string => {
      const amount = tenders.find((tender) => tender.kind === kind)?.amount;
      return amount === undefined ? '' : formatBani(amount);
    };
    return { cash: of('cash'), card: of('card'), other: of('other') };
  });
  const read = (kind: HandedTender): number => {
    const amount = parseBani(typed[kind]);
    return amount.ok ? amount.value : 0;
  };
  const sum = HANDED_TENDERS.reduce((all, kind) => all + read(kind), 0);
  const rest = total - sum;
  const apply = async (): Promise<void> => {
    const wanted = HANDED_TENDERS.filter((kind) => read(kind) > 0).map((kind) => ({ kind, amount: bani(read(kind)) }));
    if ((await till.ask('counter.tenders', { tenders: wanted })).ok) till.closeAll();
  };
  useMainAction({ label: say('tenders.apply'), enabled: sum > 0, run: () => void apply() });
  return (
    <PanelFrame title={say('tenders.title')}>
      <div className="totals-due">
        <span className="totals-label">{say('counter.due')}</span>
        <output className="totals-amount">
          {formatBani(total)} <small>{say('unit.lei')}</small>
        </output>
      </div>
      {HANDED_TENDERS.map((kind, at) => (
        <div key={kind} className="tender-row">
          <Field
            label={say(`tender.${kind}`)}
            value={typed[kind]}
            inputMode="decimal"
            autoFocus={at === 0}
            onText={(text) => setTyped({ ...typed, [kind]: text })}
          />
          <Tap
            label={say('tenders.restOf', { tender: say(`tender.${kind}`) })}
            disabled={rest <= 0}
            onTap={() => setTyped({ ...typed, [kind]: formatBani(bani(read(kind) + rest)) })}
          >
            {say('tenders.rest')}
          </Tap>
        </div>
      ))}
      <p className="tender-left" role="status">
        {say(rest > 0 ? 'counter.missing' : 'counter.change')} <b>{formatBani(bani(Math.abs(rest)))}</b>
      </p>
      <Tap onTap={() => till.open({ kind: 'giftCard', code: '' })} keys={KEYS.giftCard.shown}>
        {say('tender.giftCard')}
      </Tap>
    </PanelFrame>
  );
}
