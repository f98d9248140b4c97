/// A message in the page: `bad` interrupts (role=alert), the others wait their turn (role=status).
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../Icon/Icon';
import './notice.css';

type Tone = 'info' | 'ok' | 'warn' | 'bad';
const ICONS: Record<Tone, IconName> = { info: 'info', ok: 'check', warn: 'clock', bad: 'alert' };

export function Notice({ tone = 'info', children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

export function Empty({ title, more }: { title: string; more?: string }) {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      {more ? <p class="muted">{more}</p> : null}
    </div>
  );
}
