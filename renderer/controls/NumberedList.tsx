import { useEffect, useLayoutEffect, useRef } from 'react';
import { useDigits } from '../keys/useDigits.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { KeyCap, keepFocus } from './Tap.tsx';

/** A line to choose: what it is, what of it, and what stands at its end. */
export interface Line {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly aside: string;
  /** False: `text` says why not. */
  readonly allowed: boolean;
  readonly run: () => void;
}

interface NumberedListProps {
  readonly lines: readonly Line[];
  /** What stands above them in place of the keys while they are not here yet. */
  readonly waiting?: string;
  /** Whether the end of a line only shows the way on, and is not read out. */
  readonly way?: boolean;
}

/** Lines of which a digit, a tap, or arrows and Enter choose one. */
export function NumberedList({ lines, waiting, way = false }: NumberedListProps) {
  const { say } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const first = lines.findIndex(({ allowed }) => allowed);
  useEffect(() => {
    if (first >= 0) buttonsIn(list.current)[first]?.focus();
  }, [first]);
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const buttons = buttonsIn(list.current);
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const open = buttons.filter(({ disabled }) => !disabled);
      const at = open.findIndex((button) => button.contains(document.activeElement));
      open[Math.max(0, Math.min(open.length - 1, at + step))]?.focus();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
  useDigits((at) => buttonsIn(list.current)[at]?.click());
  useMainAction({
    label: say('deeds.open'),
    enabled: first >= 0,
    run: () => {
      const buttons = buttonsIn(list.current);
      (buttons.find((button) => button.contains(document.activeElement)) ?? buttons[first])?.click();
    },
  });
  return (
    <>
      <p className="deeds-keys">{waiting ?? say('deeds.keys')}</p>
      <ul ref={list} className="deeds">
        {lines.map(({ key, title, text, aside, allowed, run }, at) => (
          <li key={key}>
            <button type="button" className="deed" disabled={!allowed} onMouseDown={keepFocus} onClick={run}>
              <KeyCap keys={String(at + 1)} />
              <span className="deed-words">
                <b>{title}</b>
                {text === '' ? null : <span className="deed-text">{text}</span>}
              </span>
              <span className={way ? 'deed-way' : 'deed-gives'} aria-hidden={way ? true : undefined}>
                {allowed ? aside : '—'}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function buttonsIn(list: HTMLElement | null): readonly HTMLButtonElement[] {
  return list === null ? [] : [...list.querySelectorAll('button')];
}
