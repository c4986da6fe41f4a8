import { useState } from 'react';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

/** What a page that takes the signed-in manager's PIN gives to the pad. */
export function usePin(run: (pin: string) => Promise<Refusal | null>): {
  readonly pin: string;
  readonly locked: boolean;
  readonly problem: string | null;
  readonly onPin: (pin: string) => void;
  readonly onEnter: () => void;
} {
  const words = useWords();
  const [pin, setPin] = useState('');
  const [locked, setLocked] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    pin,
    locked,
    problem: refusal === null ? null : refusalText(words, refusal),
    onPin(typed) {
      setPin(typed);
      setRefusal(null);
    },
    onEnter() {
      setLocked(true);
      void run(pin).then((why) => {
        setLocked(false);
        setPin('');
        setRefusal(why);
      });
    },
  };
}
