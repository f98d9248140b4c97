/// Where the keyboard goes when what had it has left the page: a card in another group, a form that closed.

/// Of a card, in the list and in the week.
export const cardId = (id: string) => `suivi-${id}`;

/// Two draws: what was changed is on the page.
export const afterDraw = (then: () => void): void =>
  void requestAnimationFrame(() => requestAnimationFrame(then));

/// The first of the places that is there; nothing moves while something has the focus.
export function rescueFocus(...places: string[]): void {
  afterDraw(() => {
    if (document.activeElement !== document.body) return;
    for (const place of places) {
      const found = document.querySelector<HTMLElement>(place);
      if (!found) continue;
      // A heading takes the focus from here only.
      if (found.tabIndex < 0 && !found.hasAttribute('tabindex')) found.tabIndex = -1;
      found.focus();
      return;
    }
  });
}
