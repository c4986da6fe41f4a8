import { PanelFrame } from '../controls/PanelFrame.tsx';
import { KeyCap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { ENTRY_KEYS, KEYS } from './keymap.ts';
import { useBackAsMain } from './useMainAction.ts';
import './help.css';

/** All keys, in words. */
export function HelpPanel() {
  const { say } = useWords();
  useBackAsMain();
  return (
    <PanelFrame title={say('help.title')}>
      <p className="panel-note">{say('help.scan')}</p>
      <div className="help">
        <KeyList title={say('help.everywhere')} keys={Object.values(KEYS)} />
        <KeyList title={say('help.inSale')} keys={ENTRY_KEYS} />
      </div>
    </PanelFrame>
  );
}

function KeyList({ title, keys }: { readonly title: string; readonly keys: typeof ENTRY_KEYS }) {
  const { say } = useWords();
  return (
    <section>
      <h3 className="help-title">{title}</h3>
      <dl className="help-keys">
        {keys.map((key) => (
          <div key={key.shown} className="help-key">
            <dt>
              <KeyCap keys={key.shown} />
            </dt>
            <dd>{say(key.words)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
