import { useState } from 'react';
import type { MemberPanel, MemberRow } from '../../contract/till/views.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { FindMember, useChoosing, useFinding } from '../search/FindMember.tsx';
import { useWords } from '../words/useWords.ts';

interface ChooseOtherProps {
  readonly member: MemberPanel;
  readonly question: string;
  readonly onChoose: (other: MemberRow) => void;
}

/** The other member of a deed, by phone or name; never the one who stands at the counter. */
export function ChooseOther({ member, question, onChoose }: ChooseOtherProps) {
  const { say } = useWords();
  const [text, setText] = useState('');
  const finding = useFinding(text, setText, member.id);
  const { row } = finding;
  useChoosing(finding, row !== undefined, () => {
    if (row !== undefined) onChoose(row);
  });
  return (
    <>
      <h3 className="deed-question">{question}</h3>
      <FindMember
        finding={finding}
        title={question}
        onChoose={onChoose}
        nobody={<Emptiness mark="?" title={say('search.none')} />}
      />
    </>
  );
}
