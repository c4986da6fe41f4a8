/** `npm run programme`: checks a programme's file, or writes the JSON Schema that describes such files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readProgramme } from '../../contract/programme/form.ts';
import { programmeSchema } from '../../contract/programme/schema.ts';
import { projectDir } from '../places.ts';
import { printed } from './printed.ts';

const HELP = `npm run programme -- check FILE
  Says "valid", or each fault with its path (and ends with 1).
npm run programme -- schema
  Writes resources/programme/programme.schema.json anew.

What a programme may say is described in resources/programme/PROGRAMME.md.`;

/** Runs one of the two. Returns 0, or 1 where the programme has faults; throws one clear line about wrong arguments. */
export function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const [what, file, ...more] = positionals;
  if (!values.help && what === 'check' && file !== undefined && more.length === 0) return Promise.resolve(check(file));
  if (!values.help && what === 'schema' && file === undefined) {
    writeFileSync(schemaFile(), schemaText());
    console.log(`Written: ${schemaFile()}`);
    return Promise.resolve(0);
  }
  console.log(HELP);
  return Promise.resolve(values.help ? 0 : 2);
}

/** Where the published schema stands. */
export function schemaFile(): string {
  return join(projectDir(), 'resources', 'programme', 'programme.schema.json');
}

/** What stands there, to the byte. */
export function schemaText(): string {
  return `${printed(programmeSchema())}\n`;
}

/** The lines that say what is wrong with the JSON of a programme; none: it is valid. */
export function faultLines(text: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return [`not JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
  const read = readProgramme(json);
  return read.ok ? [] : read.faults.map(({ path, fault }) => `${path === '' ? '(the whole)' : path}: ${fault}`);
}

function check(file: string): number {
  const lines = faultLines(readFileSync(file, 'utf8'));
  for (const line of lines) console.log(line);
  if (lines.length === 0) console.log('valid');
  return lines.length === 0 ? 0 : 1;
}
