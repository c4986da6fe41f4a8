import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshMemory, recordTill, SHORT_LOG } from '../../cli/powercut/record.ts';
import { waitsOf } from '../../cli/powercut/syncs.ts';
import { buildTracer } from '../../cli/powercut/tracer.ts';

test('a confirmed sale is one fsync, two when the log restarts, and never a checkpoint of its own', {
  timeout: 120_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-fsyncs-'));
  try {
    const recording = await recordTill({
      tracer: buildTracer(dir),
      dir,
      memory: freshMemory('fsyncs'),
      lives: [{ acts: 450, ends: 'killed' }],
      env: SHORT_LOG,
    });
    const waits = waitsOf(recording, join(dir, 'disk', 'till', 'ledger.db'));
    const sales = waits.filter(({ made }) => made === 'sale');
    expect(sales.length).toBeGreaterThan(40);
    expect(sales.filter(({ syncs, restarted }) => syncs !== (restarted ? 2 : 1))).toEqual([]);
    // Nor does whatever else a cashier does write into the file itself; only the very first opening made it.
    expect(waits.slice(1).filter(({ checkpointed }) => checkpointed > 0)).toEqual([]);
    // The log did come to its end and begin again, because somebody else had moved it into the file.
    expect(waits.slice(5).some(({ restarted }) => restarted)).toBe(true);
    // A movement of the hand is at most one fsync, too.
    const others = waits.slice(5).filter(({ made, restarted }) => made === null && !restarted);
    expect(Math.max(...others.map(({ syncs }) => syncs))).toBe(1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
