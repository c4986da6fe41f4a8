import { draw, TICKS_IN_DAY } from './plan.ts';
import { play } from './world.ts';
import { MUTATIONS, isMutation } from './mutations.ts';
const only = process.argv[2];
for (const m of Object.keys(MUTATIONS)) { if (!isMutation(m) || (only && !m.includes(only))) continue;
  let hit = ''; let s = 1;
  for (; s <= 60 && !hit; s++) { try { const r = play(draw(s, 4 * TICKS_IN_DAY, 4), { mutation: m }); if (r.broken) hit = r.broken.message.slice(0, 150); } catch (e) { hit = 'CRASH ' + e.stack.slice(0, 400); } }
  console.log(hit ? 'caught' : 'MISSED', m, '| seed', s - 1, '|', hit);
}
