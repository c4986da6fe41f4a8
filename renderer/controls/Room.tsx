import type { ReactNode } from 'react';
import { useTill } from '../app/till.ts';
import { MainButton } from '../counter/ActionBar.tsx';
import { Notice } from '../counter/Notice.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { Tap } from './Tap.tsx';
import './room.css';

/** A room that lies over both cards of the counter: one page to read, the way back, what may be done beside, the main action. */
export function Room({
  id,
  title,
  beside,
  children,
}: {
  /** Names the room in the page. */
  readonly id: string;
  readonly title: string;
  readonly beside?: ReactNode | undefined;
  readonly children: ReactNode;
}) {
  const { say } = useWords();
  const till = useTill();
  return (
    <main className="room">
      <section
        className="card room-card"
        aria-labelledby={`${id}-title`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
      >
        <h2 id={`${id}-title`} className="room-title">
          {title}
        </h2>
        {children}
      </section>
      <div className="room-bar">
        <Tap look="quiet" className="room-back" onTap={() => till.back()} keys={KEYS.back.shown}>
          {say('action.back')}
        </Tap>
        {beside ?? <span />}
        <MainButton />
      </div>
      <Notice />
    </main>
  );
}
