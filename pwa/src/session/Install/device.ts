/// Which way this device installs an app. Pure.
type Clues = { userAgent: string; touchPoints: number };

/// An iPad says it is a Mac, but a Mac has no touch screen.
export const isApple = ({ userAgent, touchPoints }: Clues): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && touchPoints > 1);

export const clues = (): Clues => ({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints });

/// Opened from the home screen.
export const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches ||
  (navigator as { standalone?: boolean }).standalone === true;
