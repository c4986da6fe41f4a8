import { draw, TICKS_IN_DAY } from './plan.ts';
import { play } from './world.ts';
const [seed, days, tills] = process.argv.slice(2, 5).map(Number);
const r = play(draw(seed, days * TICKS_IN_DAY, tills), { trace: true });
for (const l of r.lines) if (!process.argv[5] || new RegExp(process.argv[5]).test(l)) console.log(l);
console.log(r.broken, r.marks.join(' '));
