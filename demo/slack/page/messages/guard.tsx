import { Component, type ReactNode } from 'react';

interface GuardProps {
  readonly fallback: string;
  /** Another version of the message gets another try. */
  readonly version: string;
  readonly children: ReactNode;
}

/** Keeps one message that cannot be drawn from taking the page down: its fallback text is shown instead. */
export class Guard extends Component<GuardProps, { failed: string | undefined }> {
  override state: { failed: string | undefined } = { failed: undefined };

  static getDerivedStateFromProps(props: GuardProps, state: { failed: string | undefined }) {
    return state.failed === 'now' ? { failed: props.version } : null;
  }

  static getDerivedStateFromError(): { failed: string } {
    return { failed: 'now' };
  }

  override render(): ReactNode {
    if (this.state.failed !== this.props.version && this.state.failed !== 'now') return this.props.children;
    return <div className="rich">{this.props.fallback}</div>;
  }
}
