import type { ProgrammeFaultRow } from '../../contract/till/programme.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { SECTIONS, type Section } from './constructs/programme.ts';
import { placeOf } from './describing.ts';
import { faultText } from './faultText.ts';
import { at, type Json, type Path, readPath } from './json.ts';

interface FaultListProps {
  readonly faults: readonly ProgrammeFaultRow[];
  readonly json: Json;
}

/** What is wrong, each a door to its place. */
export function FaultList({ faults, json }: FaultListProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  return (
    <section aria-labelledby="faults">
      <h3 id="faults" className="policies-title">
        {say('draft.faultsTitle')}
      </h3>
      <ul className="faults">
        {faults.map(({ path, fault }) => {
          const place = readPath(path);
          const { names } = placeOf(words, json, place);
          return (
            <li key={path + fault}>
              <button
                type="button"
                className="fault"
                onClick={() => till.push({ kind: 'programme', page: pageOf(json, place) })}
              >
                <span className="fault-mark" aria-hidden>
                  !
                </span>
                <span>
                  <b>{names.length === 0 ? say('draft.whole') : names.join(' › ')}</b>
                  <span className="fault-words">{faultText(words, json, path, fault)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The page on which a place is written; what the forms do not know is in the JSON. */
function pageOf(json: Json, path: Path) {
  const [key, place] = path;
  const section = sections.find((each) => SECTIONS[each].some((field) => field.key === key));
  if (section === undefined) return { at: 'section', section: 'json' } as const;
  const listed = section === 'offers' || section === 'earning' || section === 'boosts' || section === 'stampCards';
  if (listed && typeof place === 'number' && at(json, [section, place]) !== undefined) {
    return { at: 'thing', section, path: [section, place] } as const;
  }
  return { at: 'section', section } as const;
}

const sections = [
  'general',
  'offers',
  'earning',
  'boosts',
  'stampCards',
  'tiers',
  'lots',
  'members',
  'redeeming',
  'policies',
] as const satisfies readonly Section[];
