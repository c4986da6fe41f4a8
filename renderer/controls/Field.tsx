import { TextInput, type TextInputProps } from '@mantine/core';
import type { Ref } from 'react';

interface FieldProps extends Omit<TextInputProps, 'onChange' | 'size'> {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A line to type into: its label above it, the browser's guesses off. */
export function Field({ onText, inputRef, className, ...rest }: FieldProps) {
  return (
    <TextInput
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      {...rest}
      ref={inputRef}
      className={['field', className].filter(Boolean).join(' ')}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
