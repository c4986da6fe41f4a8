import { useLayoutEffect, useRef } from 'react';
import { isTypedInto } from '../keys/useKeys.ts';
import { Tap } from './Tap.tsx';
import './controls.css';

interface Step {
  readonly label: string;
  /** Null: there is nothing on that side. */
  readonly go: (() => void) | null;
}

/** Which stretch of time is read, with the one before and the one after beside it. */
export function Stretch({
  title,
  note,
  before,
  after,
}: {
  readonly title: string;
  readonly note: string;
  readonly before: Step;
  readonly after: Step;
}) {
  return (
    <div className="stretch">
      <Beside step={before}>‹</Beside>
      <p className="stretch-words" role="status">
        <b>{title}</b>
        {note === '' ? null : <small>{note}</small>}
      </p>
      <Beside step={after}>›</Beside>
    </div>
  );
}

function Beside({ step: { label, go }, children }: { readonly step: Step; readonly children: string }) {
  return (
    <Tap label={label} disabled={go === null} onTap={() => go?.()}>
      {children}
    </Tap>
  );
}

/** ← and → go to the stretch before and after, wherever the focus is but in a field. */
export function useArrowsLeftRight(before: (() => void) | null, after: (() => void) | null): void {
  const latest = useRef({ before, after });
  useLayoutEffect(() => {
    latest.current = { before, after };
  });
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTypedInto(event.target)) return;
      const go = { ArrowLeft: latest.current.before, ArrowRight: latest.current.after }[event.key];
      if (go == null) return;
      event.preventDefault();
      go();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
}
