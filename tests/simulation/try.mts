import { draw, TICKS_IN_DAY } from './plan.ts';
import { play } from './world.ts';
const [from, n, days, tills] = process.argv.slice(2).map(Number);
const t = performance.now(); let td = 0, acts=0, recs=0; const marks = new Set(); const found = new Map();
for (let s = from; s < from + n; s++) {
  const r = play(draw(s, days * TICKS_IN_DAY, tills));
  td += r.tillDays; acts += r.actions; recs+=r.records; r.marks.forEach(m => marks.add(m));
  if (r.broken) { const k = r.broken.found; found.set(k, [...(found.get(k) ?? []), s]); if (found.get(k).length < 3) console.log(s, r.broken.message.slice(0, 300)); }
}
const ms = performance.now() - t; const cpu = process.cpuUsage(); console.log('cpu ms an action', (cpu.user+cpu.system)/1000/acts);
console.log({ td, acts, recs, ms, perAction: ms / acts });
for (const [k, v] of found) console.log(k, v.length, v.slice(0, 10).join(' '));
const { MARKS } = await import('./marks.ts');
console.log('missing marks', MARKS.filter(m => !marks.has(m)).join(' '));
