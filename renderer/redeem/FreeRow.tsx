import { useState } from 'react';
import type { RewardView } from '../../contract/till/offers.ts';
import type { RedeemView } from '../../contract/till/views.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { nameText } from '../words/names.ts';
import { useWords } from '../words/useWords.ts';
import { PointsChoice, pointsOf } from './PointsChoice.tsx';

interface FreeRowProps {
  readonly reward: RewardView;
  readonly redeem: RedeemView;
  readonly onTouched: () => void;
}

/** Points spent freely by an offer of its own, beside the one that needs no name: as many as chosen, taken by its own button. */
export function FreeRow({ reward, redeem, onTouched }: FreeRowProps) {
  const { say, language } = useWords();
  const till = useTill();
  const [text, setText] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const name = nameText(language, reward.name);
  const shown = text ?? String(redeem.chosen);
  const chosen = pointsOf(shown);

  const use = async (): Promise<void> => {
    const answer = await till.askQuietly('counter.reward', {
      offer: reward.offer,
      times: chosen > 0 ? 1 : 0,
      points: shown.trim() === '' ? '0' : shown,
      sku: null,
    });
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setText(null);
  };
  return (
    <section className="reward-free" aria-label={name}>
      <h3 className="rewards-title">{name}</h3>
      <PointsChoice
        redeem={redeem}
        text={shown}
        inputRef={null}
        autoFocus={false}
        refusal={refusal}
        onFocus={onTouched}
        onText={(typed) => {
          setText(typed);
          setRefusal(null);
        }}
      />
      <Tap disabled={chosen === redeem.chosen} onTap={() => void use()}>
        {chosen > 0 ? say('redeem.confirm', { points: chosen }) : say('redeem.confirmNone')}
      </Tap>
    </section>
  );
}
