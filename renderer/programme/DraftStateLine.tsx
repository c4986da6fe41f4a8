import type { ProgrammePage } from '../app/panels.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { useDraft } from './useDraft.ts';

/** How the draft is: kept, checked, how much is to be mended. The number is a door to what is wrong. */
export function DraftState({ page }: { readonly page: ProgrammePage }) {
  const { say } = useWords();
  const till = useTill();
  const { draft, faults, checking, kept, fromBefore } = useDraft();
  if (draft === null || page.at === 'versions' || page.at === 'difference') return <p className="draft-state" />;
  const wrong = faults?.length ?? 0;
  return (
    <div className="draft-state" role="status">
      <span className="draft-kept" data-tone={kept ? 'calm' : 'attention'}>
        {kept ? say(fromBefore ? 'draft.reload' : 'draft.kept') : `◐ ${say('draft.notKept')}`}
      </span>
      {wrong > 0 ? (
        <Tap
          look="quiet"
          className="draft-wrong"
          onTap={() => {
            if (page.at !== 'publish') till.push({ kind: 'programme', page: { at: 'publish' } });
          }}
        >
          ! {say('draft.faults', { count: wrong })}
        </Tap>
      ) : (
        <span className="draft-right">
          {checking || faults === null ? say('draft.checking') : `✓ ${say('draft.right')}`}
        </span>
      )}
    </div>
  );
}
