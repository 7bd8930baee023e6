import { Hono } from 'hono';
import type { ModelList, ShownModel } from '../../protocol/http/models.ts';
import type { Directory } from '../gates/directory.ts';
import { listModels } from '../gates/gateComponents.ts';
import { ApiError } from './errors.ts';

/** Creates the list of names that can be asked for. */
export function createModelRoutes({ directory }: { directory: Pick<Directory, 'candidates'> }): Hono {
  const routes = new Hono();

  const describe = (id: string): ShownModel => {
    const expert = directory.candidates().find((candidate) => candidate.expertId === id);
    const tilth = expert && { kind: expert.kind, domain: expert.domain, operator: expert.operatorId };
    return { id, object: 'model', created: 0, owned_by: expert?.account ?? 'tilth', ...(tilth && { tilth }) };
  };
  routes.get('/v1/models', (context) => {
    const answer: ModelList = { object: 'list', data: listModels(directory.candidates()).map(describe) };
    return context.json(answer);
  });
  routes.get('/v1/models/:id', (context) => {
    const id = context.req.param('id');
    if (!listModels(directory.candidates()).includes(id))
      throw new ApiError(404, 'model_not_found', 'Nobody serves this model.', { values: { model: id } });
    return context.json(describe(id));
  });
  return routes;
}
