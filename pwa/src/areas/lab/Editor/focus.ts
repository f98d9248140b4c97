/// Takes the keyboard to a setting: its card is unfolded first.
export function focusPlace(path: string): boolean {
  const field = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(path)}"]`);
  const card = field ?? document.querySelector<HTMLElement>(`[data-card="${CSS.escape(path)}"] input`);
  if (!card) return false;
  const folded = card.closest('details');
  if (folded) folded.open = true;
  card.focus();
  card.scrollIntoView({ block: 'center' });
  return true;
}
