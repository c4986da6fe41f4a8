import { describe, expect, test } from 'vitest';
import { LEDGER_FILE } from '../../db/ledger/file.ts';
import { migrationDigest } from '../../db/migrate.ts';
import { REPLICA_FILE } from '../../db/replica/file.ts';

/**
 * Migrations that landed, by what their text was then. A till out there has run exactly these: to change the file,
 * add a migration and its line here; never change a line.
 */
const LANDED = {
  ledger: {
    '1 log': '021cc2178063dcf173589cac4d9d74bf88e27b86b92b3c862f7d3dbb29e761db',
    '2 finding': '72c31ac28c3e432acb9948cd2418e5c9f4361fcc12cb02eb06c2973787db39bc',
    '3 movements': '7056c4dbab70c77c2bd4557fe69b20c65d9c19dbde18392511a51a7f78faf190',
    '4 totals': 'cdf322de5e920c16e48da764edaacc7f41574c62a81b964dde02019e8c2d83c5',
    '5 giftCards': '4beb38c28e11f40b2492fbc5e0da2ac7254f6ea7b2001aee3288391815c0ce63',
    '6 days': '3398d242aa20abed74f2c1698f63168031b8bbc6f3cd624482d38fed14995fa4',
    '7 audit': 'f423756c89080fb1a40ad38754b08097371e221a9f6ae885077af7acadbb9f69',
  },
  replica: {
    '1 states': 'd30d3c19011c56c8e090d6b40ba1f8feddf9b9fdd9783055e736ff9322242251',
    '2 pairs': '48e01ce7890cb8d61ac7a70c64c61448a832cf69d128f90b225e18081712752e',
    '3 totals': 'c80d847cc09952b3f907a6e04e644a0479acaffa4df79e166652ae7cd4b1f0cb',
    '4 packed': '5165296b66426f58166142ccb3fe1f506369347db71bf5b7df76ee0ceaac9c10',
    '5 held': 'acebcdc35ba029c62274dc2713c15fc5580d452134d016a982158b2b46d85940',
    '6 giftCards': 'bf943c15749b52ccc441fc9f16bc6318000b06dfacd6a6a582a7b83f864d58a7',
    '7 snapshot': 'dc8b6c03c1a82195a45f3eb4caa4648e2686d2889c88caeca9db9b4fb73fb384',
    '8 alarms': '1adf46e6b34e3c8bbc4ea95526f3bbbacc7b58030bffb7b734478b1fe681b4a0',
    '9 merges': '177098452498ac3c4427b44448721d7e632b7556843b653579eedd7526ca998a',
    '10 days': '05c651f7601fcf68c1ba550290fb91675e352b3dfadaaf1713a55b8ca1143a7f',
  },
};

describe.each([
  ['ledger', LEDGER_FILE, LANDED.ledger],
  ['replica', REPLICA_FILE, LANDED.replica],
])('%s', (_, file, landed) => {
  test('landed migrations are as they landed, and each stands here', () => {
    const now = Object.fromEntries(file.migrations.map((one) => [`${one.version} ${one.name}`, migrationDigest(one)]));
    expect(now).toEqual(landed);
  });

  test('versions count from 1 without a gap', () => {
    expect(file.migrations.map((one) => one.version)).toEqual(file.migrations.map((_one, i) => i + 1));
  });
});
