import { Button, type ButtonProps } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import './controls.css';

interface TapProps extends Omit<ButtonProps, 'variant'> {
  readonly onTap: () => void;
  readonly children: ReactNode;
  readonly label?: string;
  readonly look?: 'plain' | 'main' | 'quiet' | 'stop';
  readonly pressed?: boolean;
  readonly keys?: string;
  /** −1: out of the Tab order, where keys have another way. */
  readonly tabIndex?: number;
}

/** Keeps the focus where it was: after a touch, the next digit and the next Enter still go to the sale. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** A button for a thumb, which never takes the focus from the field that is being typed into. */
export function Tap({ onTap, children, label, look = 'plain', pressed, keys, className, ...rest }: TapProps) {
  return (
    <Button
      {...rest}
      variant={look === 'main' ? 'filled' : 'default'}
      className={['tap', `tap-${look}`, className].filter(Boolean).join(' ')}
      aria-label={label}
      aria-pressed={pressed}
      onMouseDown={keepFocus}
      onClick={onTap}
      rightSection={keys === undefined ? undefined : <KeyCap keys={keys} />}
    >
      {children}
    </Button>
  );
}

/** A key as it stands on buttons; read out as part of the button. */
export function KeyCap({ keys }: { readonly keys: string }) {
  return <kbd className="keycap">{keys}</kbd>;
}
