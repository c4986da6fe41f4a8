import { type BurstDetector, createBurstDetector } from './burst.ts';

export interface WedgeOptions {
  /** A code was scanned by a scanner that types. */
  readonly onCode: (code: string) => void;
  /**
   * A scanner was recognised after its first keys had gone through. The focused field is restored already; this is
   * for what else these keys may have done.
   */
  readonly onBegin?: (leaked: number) => void;
  readonly target?: Window;
}

/** What the focused field held before a code's first key. */
interface Snapshot {
  readonly field: HTMLInputElement | HTMLTextAreaElement;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

/**
 * Listens for keyboard-wedge scanners in the whole window, before anything else sees the keys, whatever has the
 * focus. Returns how to stop.
 */
export function listenForWedge({ onCode, onBegin, target = window }: WedgeOptions): () => void {
  const detector: BurstDetector = createBurstDetector();
  let before: Snapshot | null = null;
  let timer: number | undefined;

  function deliver(code: string | null): void {
    if (code !== null) onCode(code);
  }

  function waitForSilence(nowMs: number): void {
    target.clearTimeout(timer);
    const due = detector.dueMs();
    if (due === null) return;
    timer = target.setTimeout(() => deliver(detector.idle(target.performance.now())), Math.max(0, due - nowMs) + 1);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const verdict = detector.press({
      code: event.code,
      key: event.key,
      shift: event.shiftKey,
      ctrl: event.ctrlKey,
      alt: event.altKey,
      meta: event.metaKey,
      repeat: event.repeat,
      atMs: event.timeStamp,
    });
    if (verdict.mayBeFirst) before = snapshot(target.document.activeElement);
    if (verdict.key !== 'pass') {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (verdict.key === 'begin') {
      restore(before);
      onBegin?.(verdict.leaked);
    }
    deliver(verdict.code);
    waitForSilence(event.timeStamp);
  }

  target.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    target.removeEventListener('keydown', onKeyDown, { capture: true });
    target.clearTimeout(timer);
  };
}

function snapshot(active: Element | null): Snapshot | null {
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return null;
  const isText = active instanceof HTMLTextAreaElement || /^(text|search|tel|url|password)$/.test(active.type);
  return {
    field: active,
    value: active.value,
    // Other kinds of field have no selection to speak of and throw when asked for one.
    start: isText ? active.selectionStart : null,
    end: isText ? active.selectionEnd : null,
  };
}

/** Puts a field back as it was, in a way that React hears of. */
function restore(before: Snapshot | null): void {
  if (before === null || !before.field.isConnected) return;
  const { field, value, start, end } = before;
  if (field.value !== value) {
    // Past the field's own setter, which React watches: a change it did not make itself would be swallowed.
    const proto = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
    Object.getOwnPropertyDescriptor(proto, 'value')?.set?.call(field, value);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'historyUndo' }));
  }
  if (start !== null && end !== null) field.setSelectionRange(start, end);
}
