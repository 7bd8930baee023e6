import type { Hono } from 'hono';
import { describeSurface } from '../../protocol/http/openapi.ts';
import { NODE } from '../../protocol/http/surfaces.ts';

/** Adds the OpenAPI document of the routes that an app has when it is first asked for. */
export function addDescription(app: Hono): void {
  let described: object | undefined;
  app.get('/openapi.json', (context) => {
    if (!described) {
      const served = new Set(app.routes.map(({ method, path }) => toKey(method, path.replaceAll(/:(\w+)/g, '{$1}'))));
      described = describeSurface(NODE, ({ method, path }) => served.has(toKey(method, path)));
    }
    return context.json(described);
  });
}

function toKey(method: string, path: string): string {
  return `${method.toLowerCase()} ${path}`;
}
