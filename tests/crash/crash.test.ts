import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashCampaign } from '../../cli/crash/campaign.ts';

test('ten times killed in the middle of selling, nothing that was confirmed is missing', {
  timeout: 240_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-crash-'));
  try {
    const { rounds, records, findings } = await crashCampaign({ rounds: 10, seed: String(Date.now()), dir });
    expect(findings).toEqual([]);
    expect(rounds).toHaveLength(10);
    // It did sell, or else nothing was tried. How much is chance, and the machine's: a round ends after two seconds at the latest.
    expect(records).toBeGreaterThan(10);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
