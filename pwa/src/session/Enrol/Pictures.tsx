/// Three small pictures for who reads little: what Vigie is, who sees what, that it stays on the phone. Words beside them say the same.
import type { ComponentChildren } from 'preact';

function Picture({ children }: { children: ComponentChildren }) {
  return (
    <svg class="picture" viewBox="0 0 64 64" width={64} height={64} aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const Phone = () => <rect class="line" x="17" y="4" width="30" height="56" rx="5" />;

/// A phone with three faces, one chosen.
export const Faces = () => (
  <Picture>
    <Phone />
    <circle class="line" cx="32" cy="17" r="6" />
    <path class="line" d="M29.5 20q2.5-2.5 5 0" />
    <circle class="full" cx="32" cy="33" r="7" />
    <path class="ink" d="M28.5 34q3.5 3.5 7 0" />
    <rect class="full" x="23" y="47" width="18" height="6" rx="3" />
  </Picture>
);

/// Two persons behind a closed lock.
export const Team = () => (
  <Picture>
    <circle class="line" cx="20" cy="18" r="7" />
    <path class="line" d="M7 42q0-13 13-13t13 13" />
    <circle class="line" cx="44" cy="18" r="7" />
    <path class="line" d="M37 30q3-1 7-1 13 0 13 13" />
    <rect class="full" x="22" y="43" width="20" height="15" rx="3" />
    <path class="line" d="M26 43v-3q0-6 6-6t6 6v3" />
  </Picture>
);

/// The icon among others on a home screen.
export const HomeScreen = () => (
  <Picture>
    <Phone />
    <rect class="line" x="22" y="11" width="8" height="8" rx="2" />
    <rect class="line" x="34" y="11" width="8" height="8" rx="2" />
    <rect class="full" x="22" y="24" width="8" height="8" rx="2" />
    <rect class="line" x="34" y="24" width="8" height="8" rx="2" />
    <path class="line" d="M26 38v10m-4-4 4 4 4-4" />
  </Picture>
);
