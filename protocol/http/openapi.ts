import type { z } from 'zod';
import { createComponents } from './components.ts';
import { errorBody } from './errorBody.ts';
import type { Content, Route } from './route.ts';
import type { Surface } from './surfaces.ts';

/** Version of the HTTP surfaces; a new major one may break clients. */
export const API_VERSION = '1.0.0';

/** Refusals that every door may give. */
const ALWAYS: Readonly<Record<number, string>> = {
  403: 'Sent to a name that is not ours, or by a page that may not ask here',
  408: 'The body did not come in time',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many requests from this address; retry-after says when to come back',
  500: 'The node failed',
  503: 'The node is busy, or something that it depends on is out of reach',
};

type Json = Readonly<Record<string, unknown>>;
type Refer = (schema: z.ZodType) => Json;

/** The OpenAPI 3.1 document of a surface; with `isServed`, of the doors that one program really has. */
export function describeSurface(surface: Surface, isServed: (route: Route) => boolean = () => true): Json {
  const { schemas, refer } = createComponents();
  const paths = Map.groupBy(surface.routes.filter(isServed), ({ path }) => path);
  const describe = (routes: readonly Route[]) =>
    Object.fromEntries(routes.map((route) => [route.method, describeRoute(route, refer)]));
  return {
    openapi: '3.1.0',
    info: {
      title: surface.title,
      version: API_VERSION,
      description: surface.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries([...paths].map(([path, routes]) => [path, describe(routes)])),
    components: { schemas },
  };
}

function describeRoute({ method, path, summary, body, answers, refusals = {} }: Route, refer: Refer): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const told = Object.entries(answers).map(([status, content]) => [status, describeContent(content, refer)]);
  const refused = Object.entries({ ...ALWAYS, ...refusals }).map(([status, says]) => [
    status,
    describeContent({ says, json: errorBody }, refer),
  ]);
  return {
    operationId: toOperationId(method, path),
    summary,
    ...(names.length > 0 && {
      parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: refer(body) } } } }),
    responses: Object.fromEntries([...told, ...refused]),
  };
}

function describeContent({ says, json, events, bytes }: Content, refer: Refer): Json {
  return {
    description: says,
    content: {
      ...(json && { 'application/json': { schema: refer(json) } }),
      ...(events && { 'text/event-stream': { schema: refer(events) } }),
      ...(bytes && { [bytes]: {} }),
    },
  };
}

function toOperationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'v1');
  return [method, ...words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)].join('');
}
