/** A long identifier with its middle left out; short ones as they are. */
export function shorten(value: string, head = 10, tail = 6): string {
  return value.length <= head + tail + 1 ? value : `${value.slice(0, head)}…${value.slice(-tail)}`;
}
