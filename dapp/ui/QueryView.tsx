import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty, Failure, Loading } from './Notice.tsx';

export type QueryViewProps<T> = {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: T) => ReactNode;
};

/** Shows a query in its four states: loading, failed, empty, there. */
export function QueryView<T>({ query, what, isEmpty, empty, children }: QueryViewProps<T>) {
  if (query.data === undefined) {
    return query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Loading what={what} />;
  }
  if (isEmpty?.(query.data)) return <Empty>{empty}</Empty>;
  return <>{children(query.data)}</>;
}
