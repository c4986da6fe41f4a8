import type { KeyboardEvent } from 'react';
import { useState } from 'react';
import type { RewardView } from '../../contract/till/offers.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Stepper } from '../controls/Stepper.tsx';
import { nameText } from '../words/names.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

interface RewardRowProps {
  readonly reward: RewardView;
  readonly onTouched: () => void;
}

/** One reward: what it costs, what it takes off or why not, how many times; + and − with keys while it has the focus. */
export function RewardRow({ reward, onTouched }: RewardRowProps) {
  const words = useWords();
  const { say, language } = words;
  const till = useTill();
  const [sku, setSku] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { offer, chosen, products, why } = reward;
  const name = nameText(language, reward.name);
  const product = sku ?? products[0]?.sku ?? null;

  const choose = async (times: number, of: string | null): Promise<void> => {
    onTouched();
    setRefusal(null);
    const answer = await till.askQuietly('counter.reward', { offer, times, points: null, sku: of });
    if (!answer.ok) setRefusal(answer.refusal);
  };
  const chooseProduct = (of: string): void => {
    setSku(of);
    if (chosen > 0) void choose(chosen, of);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = products.findIndex((each) => each.sku === product);
    const beside = { ArrowLeft: at - 1, ArrowRight: at + 1 }[event.key];
    if (event.key === '+' && why === null) void choose(chosen + 1, product);
    else if (event.key === '-' && chosen > 0) void choose(chosen - 1, product);
    else if (beside !== undefined && products[beside] !== undefined) chooseProduct(products[beside].sku);
    else return;
    event.preventDefault();
  };
  const shownWhy = refusal ?? (chosen === 0 ? why : null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset takes no focus; here + and − act on the row
    <div
      className="reward"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the row hears + and −
      tabIndex={0}
      data-stop=""
      data-off={why !== null && chosen === 0 ? '' : undefined}
      data-chosen={chosen > 0 ? '' : undefined}
      aria-label={name}
      onFocus={onTouched}
      onKeyDown={onKeyDown}
    >
      <div className="reward-words">
        <p className="reward-name">
          <b>{name}</b>
          <span className="reward-cost">
            {reward.kind === 'stamps'
              ? say('member.stamps', { stamps: reward.cost })
              : say('rewards.points', { points: reward.cost })}
          </span>
        </p>
        {shownWhy === null ? (
          reward.takesOff > 0 ? (
            <p className="reward-off">{say('rewards.takesOff', { amount: formatBani(reward.takesOff) })}</p>
          ) : null
        ) : (
          <p className="reward-why">
            <span aria-hidden>◐ </span>
            {refusalText(words, shownWhy)}
          </p>
        )}
        {products.length === 0 ? null : (
          <Choice
            label={say('rewards.product', { name })}
            value={product}
            options={products.map((each) => ({ value: each.sku, label: each.name }))}
            onChoose={chooseProduct}
          />
        )}
      </div>
      <Stepper
        value={String(chosen)}
        canLess={chosen > 0}
        canMore={why === null}
        lessLabel={say('rewards.less', { name })}
        moreLabel={say('rewards.more', { name })}
        onLess={() => void choose(chosen - 1, product)}
        onMore={() => void choose(chosen + 1, product)}
      />
    </div>
  );
}
