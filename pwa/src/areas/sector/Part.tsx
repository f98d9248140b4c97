/// A part of the view: its title with how many, and a line in words when there is nothing.
import type { ComponentChildren } from 'preact';
import { Icon } from '../../ui/Icon/Icon';

type Props = {
  id: string;
  title: string;
  count: number;
  none: string;
  more?: string;
  urgent?: boolean;
  children: ComponentChildren;
};

export function Part({ id, title, count, none, more, urgent = false, children }: Props) {
  return (
    <section class="stack-s" aria-labelledby={id}>
      <h2 id={id} class="row">
        {title}
        {count > 0 ? <span class={`tag ${urgent ? 'bad' : 'warn'}`}>{count}</span> : null}
      </h2>
      {count === 0 ? (
        <p class="row muted">
          <Icon name="check" size={18} />
          {none}
        </p>
      ) : (
        <>
          {more ? <p class="muted small">{more}</p> : null}
          {children}
        </>
      )}
    </section>
  );
}
