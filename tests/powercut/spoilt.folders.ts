/** Preloaded into a till that is to be found out: it forgets to sync folders. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const fsync = fs.fsyncSync;
fs.fsyncSync = (handle) => {
  if (!fs.fstatSync(handle).isDirectory()) fsync(handle);
};
syncBuiltinESMExports();
