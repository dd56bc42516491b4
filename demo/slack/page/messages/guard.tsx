import { Component, type ReactNode } from 'react';

/** Keeps one message that cannot be drawn from taking the page down: its fallback text is shown instead. */
export class Guard extends Component<{ fallback: string; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <div className="rich">{this.props.fallback}</div> : this.props.children;
  }
}
