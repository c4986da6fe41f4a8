import { useEffect, useState } from 'react';
import type { StaffRow } from '../../contract/till/views.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { useWords } from '../words/useWords.ts';

/** Whose word it is, and their PIN as typed so far. */
export interface Word {
  readonly staff: StaffRow['id'] | null;
  readonly pin: string;
}

/** A manager's word as it is being given; `ready` when there is something to send. */
export function useWord(): {
  readonly word: Word;
  readonly ready: boolean;
  readonly managers: readonly StaffRow[];
  readonly change: (part: Partial<Word>) => void;
} {
  const till = useTill();
  const self = useWindow((state) => state.view?.staff?.id ?? null);
  const [managers, setManagers] = useState<readonly StaffRow[]>([]);
  const [word, setWord] = useState<Word>({ staff: null, pin: '' });
  useEffect(() => {
    void till.askQuietly('staff.list', {}).then((answer) => {
      const found = answer.ok ? answer.value.filter(({ role }) => role === 'manager') : [];
      setManagers(found);
      // A manager who is signed in is who stands there.
      const here = found.find(({ id }) => id === self) ?? found[0];
      setWord((before) => ({ ...before, staff: before.staff ?? here?.id ?? null }));
    });
  }, [till, self]);
  return {
    word,
    ready: word.staff !== null && word.pin !== '',
    managers,
    change: (part) => setWord((before) => ({ ...before, ...part })),
  };
}

interface ManagersWordProps extends Pick<ReturnType<typeof useWord>, 'word' | 'managers' | 'change'> {
  readonly autoFocus?: boolean;
}

/** What takes a manager: who of them, and their PIN, typed by them. */
export function ManagersWord({ word, managers, change, autoFocus = true }: ManagersWordProps) {
  const { say } = useWords();
  return (
    <div className="person-word">
      {managers.length > 1 ? (
        <Choice
          label={say('person.manager')}
          value={word.staff}
          options={managers.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={(staff) => change({ staff })}
        />
      ) : null}
      <Field
        type="password"
        inputMode="numeric"
        maxLength={12}
        autoFocus={autoFocus}
        label={
          managers.length === 1 ? `${say('person.managerPin')} · ${managers[0]?.name ?? ''}` : say('person.managerPin')
        }
        value={word.pin}
        onText={(pin) => change({ pin })}
      />
    </div>
  );
}
