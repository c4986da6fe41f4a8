import type { ReactNode } from 'react';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { MainButton } from '../counter/ActionBar.tsx';
import { Notice } from '../counter/Notice.tsx';
import { Keypad } from '../keypad/Keypad.tsx';
import { useKeypad } from '../keypad/useKeypad.ts';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import '../controls/room.css';
import './day.css';
import './pages.css';

interface PageProps {
  /** Names the page. */
  readonly id: string;
  readonly title: string;
  readonly aside?: ReactNode;
  /** What may be done beside the way back and the likely next step. */
  readonly beside?: ReactNode;
  /** Something is typed on it: where thumbs type, their keys lie below. */
  readonly types?: boolean;
  /** It fills the height and one part of it scrolls by itself. */
  readonly fills?: boolean;
  readonly children: ReactNode;
}

/** One page of the close of the day: its title, what it holds, the way back, the likely next step. */
export function Page({ id, title, aside, beside, types = false, fills = false, children }: PageProps) {
  const { say } = useWords();
  const till = useTill();
  return (
    <main className="room day-room">
      <section
        className={fills ? 'card room-card day-fills' : 'card room-card'}
        aria-labelledby={`day-${id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
      >
        <header className="day-head">
          <h2 id={`day-${id}`} className="room-title">
            {title}
          </h2>
          {aside}
        </header>
        {children}
      </section>
      {types ? <Thumbs /> : null}
      <div className="room-bar">
        <Tap look="quiet" className="room-back" onTap={() => till.back()} keys={KEYS.back.shown}>
          {say('action.back')}
        </Tap>
        <div className="day-beside">{beside}</div>
        <MainButton />
      </div>
      <Notice />
    </main>
  );
}

/** The keys for thumbs, while they are open. */
function Thumbs() {
  const target = useKeypad();
  const isOpen = useWindow(({ keypad }) => keypad.open);
  if (!isOpen) return null;
  return (
    <div className="card day-thumbs" data-keypad-here="">
      <Keypad place="person" target={target} />
    </div>
  );
}
