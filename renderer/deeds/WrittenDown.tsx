import type { ReactNode } from 'react';
import { useTill } from '../app/till.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

interface WrittenDownProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What may be done next, besides going back. */
  readonly next?: ReactNode;
}

/** It is written: what is now. Enter goes back to the sale. */
export function WrittenDown({ title, children, next }: WrittenDownProps) {
  const { say } = useWords();
  const till = useTill();
  useMainAction({ label: say('deeds.backToSale'), enabled: true, run: () => till.closeAll() });
  return (
    <div className="deed-done">
      <div role="status">
        <p className="deed-done-title">
          <span className="deed-done-mark" aria-hidden>
            ✓
          </span>
          {title}
        </p>
        {children}
      </div>
      {next}
    </div>
  );
}
