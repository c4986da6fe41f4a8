/** `npm run scenario`: tries a programme's rules with plain facts, through the same code as the till. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Fault, readScenario, type Scenario } from './form.ts';
import { play } from './play.ts';

const HELP = `npm run scenario -- FILE...

Plays scenario files (resources/programme/SCENARIOS.md) in memory with the till's own rules. Prints one line a file, and for
each that fails the first thing that came out otherwise, with the steps that explain it. A file that does not have the form is
refused with the path of the wrong field, and then nothing runs. Ends with 1 if anything fails.`;

/** Reads all files, then plays them; returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (values.help || positionals.length === 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const read = positionals.map((file) => ({ file, ...readScenarioFile(file) }));
  let refused = false;
  for (const one of read) {
    if (one.ok) continue;
    refused = true;
    for (const { path, fault } of one.faults)
      console.log(`refused ${one.file}: ${path === '' ? 'the file' : path}: ${fault}`);
  }
  if (refused) return 1;
  let failed = 0;
  for (const one of read) {
    if (!one.ok) continue;
    const told = outcomeOf(one.file, one.scenario);
    if (!told.passed) failed++;
    for (const line of told.lines) console.log(line);
  }
  console.log(`${read.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function readScenarioFile(file: string): ReturnType<typeof readScenario> {
  try {
    return readScenario(readFileSync(file, 'utf8'));
  } catch (error) {
    const faults: Fault[] = [{ path: '', fault: error instanceof Error ? error.message : 'cannot be read' }];
    return { ok: false, faults };
  }
}

function outcomeOf(file: string, scenario: Scenario): { readonly passed: boolean; readonly lines: readonly string[] } {
  const failure = play(scenario);
  if (failure === null) return { passed: true, lines: [`ok      ${file}: ${scenario.name}`] };
  const { step, what, key, expected, came, trace } = failure;
  return {
    passed: false,
    lines: [
      `FAILED  ${file}: ${scenario.name}`,
      `        steps[${step}] (${what}): ${key}: expected ${expected}, came ${came}`,
      ...trace.map((line) => `          ${line}`),
    ],
  };
}
