/** The screens of the page, in the order of the menu. */
export const SCREENS = [
  { path: 'overview', title: 'Overview' },
  { path: 'deposit', title: 'Deposit' },
  { path: 'deposits', title: 'My deposits' },
  { path: 'ask', title: 'Ask' },
  { path: 'governance', title: 'Governance' },
  { path: 'experts', title: 'Experts' },
  { path: 'models', title: 'Models' },
  { path: 'audit', title: 'Audit' },
] as const;

export type Screen = (typeof SCREENS)[number]['path'];

/** The screen that a location's hash names; the overview for anything unknown. */
export function parseRoute(hash: string): Screen {
  const path = hash.replace(/^#\/?/, '').split(/[/?]/)[0];
  return SCREENS.find((screen) => screen.path === path)?.path ?? 'overview';
}

/** The link to a screen. */
export function toHref(screen: Screen): string {
  return `#/${screen}`;
}
