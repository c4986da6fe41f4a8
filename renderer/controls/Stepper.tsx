import { Tap } from './Tap.tsx';

interface StepperProps {
  readonly value: string;
  readonly onLess: () => void;
  readonly onMore: () => void;
  readonly lessLabel: string;
  readonly moreLabel: string;
  readonly canLess: boolean;
  readonly canMore: boolean;
}

/** Less, how much, more: two targets for a thumb with the number between them. */
export function Stepper({ value, onLess, onMore, lessLabel, moreLabel, canLess, canMore }: StepperProps) {
  return (
    <div className="stepper">
      <Tap className="stepper-button" label={lessLabel} disabled={!canLess} onTap={onLess}>
        −
      </Tap>
      <output className="stepper-value">{value}</output>
      <Tap className="stepper-button" label={moreLabel} disabled={!canMore} onTap={onMore}>
        +
      </Tap>
    </div>
  );
}
