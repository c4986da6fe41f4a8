import { useTill } from '../app/till.ts';
import { Room } from '../controls/Room.tsx';
import { Tap } from '../controls/Tap.tsx';
import { Why } from '../redeem/Why.tsx';
import { useWords } from '../words/useWords.ts';
import { ChooseList } from './ChooseList.tsx';
import { ListFound } from './ListFound.tsx';
import { ListMeant } from './ListMeant.tsx';
import { useImport } from './useImport.ts';
import { BeingRead, Broken, TakenOver } from './Working.tsx';
import './import.css';

/** The room in which the members of another system are taken over: a file, what it says, what it comes to. */
export function ImportRoom() {
  const { say } = useWords();
  const till = useTill();
  const { view, refusal, send, done } = useImport();
  const drop = (): void => void done(till.askQuietly('import.drop', {}));
  const mayDrop = view !== null && (view.at === 'arrived' || view.at === 'checked');
  return (
    <Room
      id="import"
      title={say('import.title')}
      beside={mayDrop ? <Tap onTap={drop}>{say('import.drop')}</Tap> : undefined}
    >
      {refusal === null ? null : <Why tone="stop" refusal={refusal} />}
      {view === null ? null : view.at === 'nothing' ? (
        <ChooseList onFile={(file) => void send(file)} />
      ) : view.at === 'arrived' ? (
        <ListMeant key={view.look.name + view.look.bytes} look={view.look} before={null} done={done} />
      ) : view.at === 'checked' ? (
        <ListFound view={view} done={done} />
      ) : view.at === 'done' ? (
        <TakenOver view={view} onNext={drop} />
      ) : view.at === 'broken' ? (
        <Broken view={view} onNext={drop} />
      ) : (
        <BeingRead view={view} />
      )}
    </Room>
  );
}
