/**
 * The till could not be asked, or went away before it answered. What was asked may or may not have been done: the
 * view that comes with the next connection tells.
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
