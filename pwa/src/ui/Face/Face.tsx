/// The five faces, bad to good. The mouth carries the meaning; the word is always written under it.
import type { Score } from '../../api/types';

const MOUTHS: Record<Score, string> = {
  1: 'M9.5 23.5Q16 15.5 22.5 23.5',
  2: 'M10.5 22.5Q16 18.5 21.5 22.5',
  3: 'M10.5 21H21.5',
  4: 'M10.5 19.5Q16 24.5 21.5 19.5',
  5: 'M9 18.5Q16 28 23 18.5Z',
};

export function Face({ score, size = 32 }: { score: Score; size?: number }) {
  return (
    <svg
      class="face-drawing"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="16" cy="16" r="13.5" />
      <path d="M11.5 12.4v1.8M20.5 12.4v1.8" stroke-width="2.8" />
      {score === 1 ? <path d="M8.6 10.2l4-2M23.4 10.2l-4-2" stroke-width="1.8" /> : null}
      <path d={MOUTHS[score]} />
    </svg>
  );
}
