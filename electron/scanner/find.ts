/** Which of the ports that there are is the scanner: pure, so that any shop's mixture can be tried. */

/** A port as the system lists it; everything but the path may be unknown. */
export interface ListedPort {
  readonly path: string;
  readonly manufacturer: string | null;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serialNumber: string | null;
}

/** What a USB device is known by, whatever port it is given next time. */
export interface DeviceMark {
  readonly vendorId: string;
  readonly productId: string;
  /** Null: the make gives none; then two of the same kind cannot be told apart. */
  readonly serialNumber: string | null;
}

/** USB vendors that make barcode scanners and nothing else that is a serial port at a till. */
const SCANNER_VENDORS: ReadonlyMap<string, string> = new Map([
  ['05e0', 'Zebra'],
  ['05f9', 'Datalogic'],
  ['0c2e', 'Honeywell'],
  ['0536', 'Honeywell'],
  ['065a', 'Opticon'],
  ['1eab', 'Newland'],
]);

/** The mark of a listed port; null for one that is not USB. */
export function markOf(port: ListedPort): DeviceMark | null {
  if (port.vendorId === null || port.productId === null) return null;
  return {
    vendorId: port.vendorId.toLowerCase(),
    productId: port.productId.toLowerCase(),
    serialNumber: port.serialNumber,
  };
}

/** The device of that mark, wherever it is now; without a serial number only if it is the only one of its kind. */
export function findAgain(ports: readonly ListedPort[], mark: DeviceMark): ListedPort | null {
  const alike = ports.filter((port) => {
    const its = markOf(port);
    return (
      its !== null &&
      its.vendorId === mark.vendorId &&
      its.productId === mark.productId &&
      its.serialNumber === mark.serialNumber
    );
  });
  return mark.serialNumber !== null || alike.length === 1 ? (alike[0] ?? null) : null;
}

/**
 * The port that 'auto' means: the device that was used before; else the first of a make of scanners; else the only
 * USB serial port there is. A guess among several adapters could take the line of a fiscal printer, so it is not made.
 */
export function findScanner(ports: readonly ListedPort[], before: DeviceMark | null): ListedPort | null {
  const again = before === null ? null : findAgain(ports, before);
  if (again !== null) return again;
  const usb = ports.filter((port) => port.vendorId !== null).sort((a, b) => a.path.localeCompare(b.path));
  const scanner = usb.find((port) => SCANNER_VENDORS.has(port.vendorId?.toLowerCase() ?? ''));
  if (scanner !== undefined) return scanner;
  return usb.length === 1 ? (usb[0] ?? null) : null;
}

/** What an installer is shown: `COM5 · Datalogic`, `/dev/ttyACM0 · Newland (serial 123)`. */
export function labelOf(port: ListedPort): string {
  const make = SCANNER_VENDORS.get(port.vendorId?.toLowerCase() ?? '') ?? port.manufacturer;
  const serial = port.serialNumber === null ? '' : ` (${port.serialNumber})`;
  return make === null ? port.path : `${port.path} · ${make}${serial}`;
}
