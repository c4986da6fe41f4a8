#!/usr/bin/env node
// The one plain-JavaScript file: it must still run, and refuse politely, on a Node that cannot read TypeScript.
const major = Number(process.versions.node.split('.')[0]);
if (major !== 24) {
  console.error(
    `Loial needs Node 24 and this is Node ${process.versions.node}. Nothing was started. ` +
      'Run it through npm (for example "npm start"): npm uses the Node 24 that "npm ci" installed.',
  );
  process.exit(1);
}
const { run } = await import('./commands.ts');
process.exitCode = await run(process.argv.slice(2));
