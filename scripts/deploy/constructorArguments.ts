import {
  isAccountRuntimeValue,
  isContractFuture,
  isFuture,
  isModuleParameterRuntimeValue,
} from '@nomicfoundation/ignition-core';
import type { Address } from 'viem';
import type { ContractName, Deployment } from '../../protocol/deployment.ts';
import { toParameters } from './genesis/parameters.ts';
import type { Genesis } from './genesis/shape.ts';
import commonsModule from './modules/Commons.ts';

type Context = { readonly deployment: Deployment; readonly genesis: Genesis; readonly deployer: Address };

/** What the Ignition module gives to a contract's constructor; null for a contract that another contract made. */
export function constructorArguments(name: ContractName, context: Context): readonly unknown[] | null {
  const future = commonsModule.results[name];
  if (!('constructorArgs' in future)) return null;
  const parameters: Readonly<Record<string, unknown>> = toParameters(context.genesis);
  const resolve = (value: unknown): unknown => {
    if (isModuleParameterRuntimeValue(value)) return parameters[value.name];
    if (isAccountRuntimeValue(value)) return context.deployer;
    if (isFuture(value)) return isContractFuture(value) ? addressOf(value.id, context.deployment) : null;
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return future.constructorArgs.map(resolve);
}

function addressOf(futureId: string, { contracts }: Deployment): Address | null {
  const entry = Object.entries(commonsModule.results).find(([, { id }]) => id === futureId);
  return entry ? contracts[entry[0] as ContractName] : null;
}
