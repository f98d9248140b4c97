/// A button that opens a form in its place. Once the form closes, the keyboard is back on the button.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from '../../ui/Icon/Icon';

type Props = {
  label: string;
  /// For whom or what, where the label alone is said several times on a page.
  about?: string;
  icon?: IconName;
  look?: 'main' | 'plain' | '';
  children: (close: () => void) => ComponentChildren;
};

export function Opening({ label, about, icon, look = '', children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !open) button.current?.focus();
    was.current = open;
  }, [open]);
  if (open) return <div class="opening">{children(() => setOpen(false))}</div>;
  return (
    <button ref={button} type="button" class={`button ${look}`} onClick={() => setOpen(true)}>
      {icon ? <Icon name={icon} size={18} /> : null}
      {label}
      {about ? <span class="hidden">{`, ${about}`}</span> : null}
    </button>
  );
}
