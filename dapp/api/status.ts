import { useEffect, useState } from 'react';
import { type CommonsStatus, commonsStatus } from '../../protocol/http/status.ts';

/** The state of the seven steps; `live` is false while the stream is down. */
export type LiveStatus = { readonly status: CommonsStatus | null; readonly live: boolean; readonly failed: boolean };

/** Reads a status message. Null for anything else. */
function parseStatus(text: string): CommonsStatus | null {
  try {
    return commonsStatus.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Follows /events, with /status as the first picture; the browser reconnects by itself. */
export function useLiveStatus(): LiveStatus {
  const [state, setState] = useState<LiveStatus>({ status: null, live: false, failed: false });
  useEffect(() => {
    const abort = new AbortController();
    fetch('./status', { signal: abort.signal })
      .then(async (response) => parseStatus(await response.text()))
      .then((status) => setState((now) => ({ ...now, status: now.status ?? status, failed: status === null })))
      .catch(() => !abort.signal.aborted && setState((now) => ({ ...now, failed: now.status === null })));
    const events = new EventSource('./events');
    events.onopen = () => setState((now) => ({ ...now, live: true }));
    events.onerror = () => setState((now) => ({ ...now, live: false }));
    events.onmessage = ({ data }) => {
      const status = parseStatus(String(data));
      if (status) setState({ status, live: true, failed: false });
    };
    return () => {
      abort.abort();
      events.close();
    };
  }, []);
  return state;
}
