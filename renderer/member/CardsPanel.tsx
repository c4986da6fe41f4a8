import { useEffect, useState } from 'react';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { isCardCode } from './cardCode.ts';

/** What is being done with cards: only looking, a block that is asked about, a new card awaited. */
type Doing =
  | { readonly what: 'looking' }
  | { readonly what: 'blocking'; readonly code: string }
  | { readonly what: 'linking'; readonly replaces: string };

/** The member's cards: a lost one is blocked and replaced, the points stay. */
export function CardsPanel() {
  const { say } = useWords();
  const till = useTill();
  const member = useWindow((state) => state.view?.counter.member ?? null);
  const [doing, setDoing] = useState<Doing>({ what: 'looking' });
  const [code, setCode] = useState('');
  const linking = doing.what === 'linking';

  useEffect(() => {
    if (!linking) return;
    return till.takeScans((scanned, refused) => {
      if (refused?.code !== 'code.unknown' || !isCardCode(scanned)) return false;
      setCode(scanned);
      return true;
    });
  }, [till, linking]);

  const link = async (replaces: string): Promise<void> => {
    if (member === null || !(await till.ask('members.linkCard', { member: member.id, code: code.trim(), replaces })).ok)
      return;
    till.say({ tone: 'ok', words: 'cards.done' });
    setDoing({ what: 'looking' });
    setCode('');
  };
  const block = async (blocked: string): Promise<void> => {
    if (member === null || !(await till.ask('members.blockCard', { member: member.id, code: blocked })).ok) return;
    till.say({ tone: 'ok', words: 'cards.blockDone' });
    setDoing({ what: 'looking' });
  };
  const main = {
    looking: { label: say('action.back'), enabled: true, run: () => void till.back() },
    blocking: {
      label: say('cards.block'),
      enabled: true,
      run: () => void (doing.what === 'blocking' && block(doing.code)),
    },
    linking: {
      label: say('cards.linkConfirm'),
      enabled: code.trim().length >= 4,
      run: () => void (doing.what === 'linking' && link(doing.replaces)),
    },
  }[doing.what];
  useMainAction(main);
  if (member === null) return <PanelFrame title={say('cards.title')}>{say('history.noMember')}</PanelFrame>;
  return (
    <PanelFrame title={say('cards.title')}>
      <p className="panel-note">{member.name}</p>
      {member.cards.length === 0 ? <Emptiness mark="▭" title={say('cards.none')} /> : null}
      <ul className="cards">
        {member.cards.map((card) => (
          <li key={card.code} className="cards-row">
            <span className="cards-code">{card.code}</span>
            <span className={card.blocked ? 'cards-state cards-blocked' : 'cards-state'}>
              {card.blocked ? `✕ ${say('cards.blocked')}` : `✓ ${say('cards.active')}`}
            </span>
            {card.blocked ? null : (
              <span className="cards-tools">
                <Tap look="stop" onTap={() => setDoing({ what: 'blocking', code: card.code })}>
                  {say('cards.block')}
                </Tap>
                <Tap onTap={() => setDoing({ what: 'linking', replaces: card.code })}>{say('cards.replace')}</Tap>
              </span>
            )}
          </li>
        ))}
      </ul>
      {doing.what === 'looking' ? (
        <Tap onTap={() => setDoing({ what: 'linking', replaces: '' })}>{say('cards.link')}</Tap>
      ) : null}
      {doing.what === 'blocking' ? (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{say('cards.blockSure', { code: doing.code })}</span>
        </p>
      ) : null}
      {doing.what === 'linking' ? (
        <div className="cards-new">
          <p className="panel-note">{say('cards.scanNew')}</p>
          <Field label={say('cards.newCode')} value={code} autoFocus onText={setCode} />
          {doing.replaces === '' ? null : (
            <p className="panel-note">{say('cards.replaces', { code: doing.replaces })}</p>
          )}
        </div>
      ) : null}
    </PanelFrame>
  );
}
