import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import type { Genesis } from './genesis/shape.ts';

type Context = { readonly deployment: Deployment; readonly genesis: Genesis };

/** A contract that another contract makes in its constructor, compiled with that one's settings. */
export type Made = {
  readonly contractName: string;
  readonly by: ContractName;
  /** The maker's view that names it. */
  readonly view: string;
  readonly args: (context: Context) => readonly unknown[];
};

/** Every contract that the Ignition module does not deploy itself. */
export const MADE: readonly Made[] = [
  {
    contractName: 'ContributorRoll',
    by: 'identityRegistry',
    view: 'roll',
    args: ({ deployment, genesis: { identities } }) => [
      deployment.contracts.identityRegistry,
      identities.mostVoices,
      identities.delegationTerm,
      identities.probation,
    ],
  },
  {
    contractName: 'Agenda',
    by: 'commonsGovernor',
    view: 'agenda',
    args: ({ deployment: { contracts }, genesis: { governance, constitution } }) => [
      contracts.identityRegistry,
      contracts.operatorRegistry,
      contracts.workLedger,
      contracts.constitution,
      contracts.authority,
      constitution.maxVotingDelay + 2 * constitution.maxVotingPeriod,
      governance,
    ],
  },
  {
    contractName: 'DecisionRegister',
    by: 'commonsGovernor',
    view: 'decisions',
    args: ({ deployment: { contracts }, genesis: { governance } }) => [
      contracts.identityRegistry,
      contracts.guardian,
      governance,
    ],
  },
];
