import { Select, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PortRow } from '../../contract/till/views.ts';
import { may } from '../../domain/roles/permissions.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { useWords } from '../words/useWords.ts';

const THEMES = ['light', 'dark', 'system'] as const;
/** The port that the till finds by itself. */
const AUTO = 'auto';
const NONE = 'none';

/** The till's few settings: how it looks, whether it sounds, where the scanner is. */
export function Settings() {
  const { say } = useWords();
  const till = useTill();
  const settings = useWindow((state) => state.view?.settings ?? null);
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  const [ports, setPorts] = useState<readonly PortRow[]>([]);
  const installs = role !== null && may(role, 'setup');
  useEffect(() => {
    if (!installs) return;
    void till.askQuietly('scanner.ports', {}).then((answer) => {
      if (answer.ok) setPorts(answer.value);
    });
  }, [till, installs]);
  if (settings === null) return null;
  const known = [
    { value: AUTO, label: say('settings.scannerAuto') },
    ...ports.map((port) => ({ value: port.path, label: port.label })),
    { value: NONE, label: say('settings.scannerNone') },
  ];
  return (
    <section className="settings" aria-labelledby="settings">
      <h3 id="settings" className="receipts-title">
        {say('settings.title')}
      </h3>
      <div className="settings-row">
        <span>{say('settings.theme')}</span>
        <Choice
          small
          label={say('settings.theme')}
          value={settings.theme}
          options={THEMES.map((theme) => ({ value: theme, label: say(`settings.theme.${theme}`) }))}
          onChoose={(theme) => void till.ask('settings.set', { theme })}
        />
      </div>
      <Switch
        size="lg"
        className="settings-switch"
        labelPosition="left"
        label={say('settings.sound')}
        checked={settings.sound}
        onChange={(event) => void till.ask('settings.set', { sound: event.currentTarget.checked })}
      />
      {installs ? (
        <Select
          label={say('settings.scanner')}
          data={known}
          value={settings.scannerPort ?? NONE}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          onChange={(port) => {
            if (port !== null) void till.ask('settings.set', { scannerPort: port === NONE ? null : port });
          }}
        />
      ) : null}
    </section>
  );
}
