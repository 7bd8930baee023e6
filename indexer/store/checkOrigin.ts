import type { Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Store } from './store.ts';
import { origin } from './tables/chain.ts';

/** Remembers which deployment the index was made from. @throws OtherDeploymentError when it was another one */
export async function checkOrigin(store: Store, deployment: Deployment): Promise<void> {
  const wanted = `${deployment.chainId} ${deployment.genesisHash} ${deployment.contracts.depositLog.toLowerCase()}`;
  await store.write(async (transaction) => {
    const [found] = await transaction.select().from(origin);
    if (!found) await transaction.insert(origin).values({ name: 'deployment', value: wanted });
    else if (found.value !== wanted) throw new OtherDeploymentError(found.value, wanted);
  });
}

export class OtherDeploymentError extends BaseError {
  override readonly name = 'OtherDeploymentError';
  override readonly kind = 'conflict';
  constructor(found: string, wanted: string) {
    super('The index belongs to another deployment.', {
      values: { found, wanted },
      hint: 'Give another dataDirectory, or start with --rebuild to index this deployment instead.',
    });
  }
}
