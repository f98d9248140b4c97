/// A folded part of a page: the browser's own details element, one tap high enough for a thumb.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../Icon/Icon';
import './disclosure.css';

type Props = {
  icon?: IconName;
  title: string;
  extra?: string | undefined;
  open?: boolean;
  children: ComponentChildren;
};

export function Disclosure({ icon, title, extra, open = false, children }: Props) {
  return (
    <details class="disclosure" open={open}>
      <summary>
        {icon ? <Icon name={icon} /> : null}
        <span class="disclosure-title">{title}</span>
        {extra ? <span class="tag">{extra}</span> : null}
        <span class="disclosure-arrow">
          <Icon name="down" />
        </span>
      </summary>
      <div class="disclosure-body">{children}</div>
    </details>
  );
}
