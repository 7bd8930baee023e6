/** What a request says about where it was sent to, and by which page. */
export type Caller = {
  readonly method: string;
  readonly host: string | null | undefined;
  readonly origin: string | null | undefined;
  readonly contentType: string | null | undefined;
};

/** Whom a server answers. */
export type Welcome = {
  /** Names that it is reached by, besides those of this machine. */
  readonly hosts: readonly string[];
  /** Pages that may call it, besides those of this machine; `*` is any page. */
  readonly origins: readonly string[];
};

/** Why a request is not served. */
export type CallerRefusal = { readonly status: 403 | 415; readonly code: string; readonly message: string };

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const LOCAL_PAGE = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const HOST = /^(\[[0-9a-f:.]+\]|[^:/@[\]]+)(:\d{1,5})?$/i;

/** Methods that change nothing; a page of another origin cannot read the answer. */
const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Says why a request may not be served, or null. A browser sends requests for any page that its user happens to visit:
 * a name that is not ours means that such a page gave its own name our address, a foreign origin that it asks from
 * elsewhere, and a body that is not JSON that the browser did not ask us first whether that page may.
 */
export function refuseCaller({ method, host, origin, contentType }: Caller, welcome: Welcome): CallerRefusal | null {
  const name = HOST.exec(host ?? '')?.[1]?.toLowerCase();
  if (name === undefined || ![...LOOPBACK, ...welcome.hosts].includes(name))
    return { status: 403, code: 'foreign-host', message: 'This server is not reached by the name in the Host header.' };
  if (HARMLESS.includes(method)) return null;
  if (origin && !isSamePage(origin, host) && !mayRead(origin, welcome.origins))
    return { status: 403, code: 'foreign-origin', message: 'Pages of this origin may not ask here.' };
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    return { status: 415, code: 'json-only', message: 'Send the body as content-type: application/json.' };
  return null;
}

/** Tells whether a page of an origin may read answers: pages of this machine, and those that are named. */
export function mayRead(origin: string, origins: Welcome['origins']): boolean {
  return LOCAL_PAGE.test(origin) || origins.includes('*') || origins.includes(origin);
}

/** The page lies on the very server that it asks. */
function isSamePage(origin: string, host: Caller['host']): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
