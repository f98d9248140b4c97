/// Where a form opened by a key takes the focus: its first control, or the chosen one of its first row of choices.
export function firstControl(root: ParentNode): HTMLElement | null {
  const first = root.querySelector<HTMLElement>('input, select, textarea, button');
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio') return first;
  const row = root.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(first.name)}"]`);
  return [...row].find((one) => one.checked) ?? first;
}
