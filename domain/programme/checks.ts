import { conditionFaults, filterFaults } from './faults/conditions.ts';
import { earningFaults } from './faults/earning.ts';
import { type Fault, idFaults } from './faults/ids.ts';
import { memberFaults } from './faults/members.ts';
import { offerFaults } from './faults/offers.ts';
import type { Programme } from './programme.ts';

/** What is wrong at one place of a programme. */
export interface ProgrammeFault {
  /** Like `offers[2].effect.parts[0].units`; the empty text is the whole. */
  readonly path: string;
  /** A short word that never changes: `missing`, `unknown`, `twice`, `order`, `least 1`, `needs …`. */
  readonly fault: string;
}

/** What the publisher's machine can bear: the combinations that `bestForMember` would try, and the most there may be. */
export interface CombinationBound {
  readonly combinations?: (programme: Programme) => number;
  readonly most?: number;
}

/**
 * Everything that a form alone cannot say: names that mean nothing, ends before their begin, effects that cannot come to
 * pass. In the order of the programme; empty: it may be published. Pure.
 */
export function programmeFaults(programme: Programme, bound: CombinationBound = {}): Fault[] {
  const { excluded, floors, earning, boosts, offers } = programme;
  const faults: Fault[] = [...idFaults(programme)];
  if (excluded !== null) faults.push(...filterFaults(excluded, 'excluded'));
  for (const [i, rule] of earning.entries())
    faults.push(...conditionFaults(programme, rule.when, `earning[${i}].when`));
  faults.push(...earningFaults(programme));
  for (const [i, boost] of boosts.entries())
    faults.push(...conditionFaults(programme, boost.when, `boosts[${i}].when`));
  for (const [i, offer] of offers.entries())
    faults.push(...conditionFaults(programme, offer.when, `offers[${i}].when`));
  faults.push(...offerFaults(programme));
  for (const [i, floor] of floors.entries()) {
    if (floor.of !== undefined) faults.push(...filterFaults(floor.of, `floors[${i}].of`));
    if (floor.price === undefined && floor.share === undefined) {
      faults.push({ path: `floors[${i}]`, fault: 'needs price or share' });
    }
  }
  faults.push(...memberFaults(programme), ...combinationFaults(programme, bound));
  return faults;
}

function combinationFaults(programme: Programme, { combinations, most }: CombinationBound): Fault[] {
  if (programme.policies.choose !== 'bestForMember' || combinations === undefined || most === undefined) return [];
  return combinations(programme) <= most ? [] : [{ path: 'policies.choose', fault: 'too many combinations' }];
}
