import { useSyncExternalStore } from 'react';
import { parseRoute, type Screen } from './route.ts';

function subscribe(notify: () => void): () => void {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
}

/** The screen shown now; follows the address bar. */
export function useRoute(): Screen {
  return useSyncExternalStore(subscribe, () => parseRoute(window.location.hash));
}
