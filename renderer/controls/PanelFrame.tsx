import type { ReactNode } from 'react';
import { useTill } from '../app/till.ts';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { Tap } from './Tap.tsx';
import './controls.css';

interface PanelFrameProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Stands at the bottom whatever the length of what is above. */
  readonly foot?: ReactNode;
  /** Nothing lies below: there is no way back. */
  readonly isHome?: boolean;
}

/** A panel over one of the two cards: its title, the way back, what it holds. */
export function PanelFrame({ title, aside, children, foot, isHome = false }: PanelFrameProps) {
  const { say } = useWords();
  const till = useTill();
  return (
    <div className="panel">
      <header className="panel-head">
        <h2 className="panel-title">{title}</h2>
        {aside}
        {isHome ? null : (
          <Tap
            look="quiet"
            className="panel-back"
            label={say('action.back')}
            onTap={() => till.back()}
            keys={KEYS.back.shown}
          >
            {say('action.back')}
          </Tap>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="panel-body" tabIndex={0} aria-label={title}>
        {children}
      </section>
      {foot === undefined ? null : <footer className="panel-foot">{foot}</footer>}
    </div>
  );
}

/** Nothing here yet: said as a sentence, with what to do. */
export function Emptiness({
  title,
  text,
  mark,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly mark: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="emptiness">
      <span className="emptiness-mark" aria-hidden>
        {mark}
      </span>
      <p className="emptiness-title">{title}</p>
      {text === undefined ? null : <p className="emptiness-text">{text}</p>}
      {children}
    </div>
  );
}
