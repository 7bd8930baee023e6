import { Component, type ReactNode } from 'react';
import { Failure } from './Notice.tsx';

type Properties = { readonly children: ReactNode };
type State = { readonly error: unknown };

/** Shows a broken screen as a sentence and leaves the rest of the page standing. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Failure error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
