/** What moves a terminal's cursor, colours its lines or turns their direction: never what a stranger may write there. */
const TURNING = '\\u202a-\\u202e\\u2066-\\u2069';
const ACTING = new RegExp(`[^\\P{Cc}\\n\\t]|[${TURNING}]`, 'gu');
/** What JSON leaves as it is of them. */
const UNESCAPED = new RegExp(`[\\u007f-\\u009f${TURNING}]`, 'gu');

/** Words from elsewhere as a terminal may show them: without what would move its cursor, or colour or turn its lines. */
export function plain(text: string): string {
  return text.replaceAll(ACTING, '');
}

/** JSON as a terminal may show it: the same values, of which nothing acts on the terminal. */
export function plainJson(json: string): string {
  return json.replaceAll(UNESCAPED, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
