/** Unix seconds in the reader's own words and zone. */
export function formatTime(seconds: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(seconds * 1000);
}
