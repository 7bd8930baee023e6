import { Hono } from 'hono';
import type { ModelList, ShownModel } from '../../protocol/http/models.ts';
import { type AskedKind, contextOf, listModels } from '../gates/candidates.ts';
import type { Directory } from '../gates/directory.ts';
import { ApiError } from './errors.ts';

type ModelRouteComponents = {
  readonly directory: Pick<Directory, 'candidates'>;
  readonly kinds: readonly AskedKind[];
};

/** Creates the list of names that can be asked for. */
export function createModelRoutes({ directory, kinds }: ModelRouteComponents): Hono {
  const routes = new Hono();

  const describe = (id: string): ShownModel => {
    const expert = directory.candidates().find((candidate) => candidate.expertId === id);
    const tilth = expert && { kind: expert.kind, domain: expert.domain, operator: expert.operatorId };
    const context = id === 'auto' ? contextOf(directory.candidates()) : (expert?.context ?? null);
    return {
      ...{ id, object: 'model', created: 0, owned_by: expert?.account ?? 'tilth' },
      ...(context === null ? {} : { context_length: context }),
      ...(tilth && { tilth }),
    };
  };
  routes.get('/v1/models', (context) => {
    const answer: ModelList = { object: 'list', data: listModels(directory.candidates(), kinds).map(describe) };
    return context.json(answer);
  });
  routes.get('/v1/models/:id', (context) => {
    const id = context.req.param('id');
    if (!listModels(directory.candidates(), kinds).includes(id))
      throw new ApiError(404, 'model_not_found', 'Nobody serves this model.', { values: { model: id } });
    return context.json(describe(id));
  });
  return routes;
}
