/// What a push message says, read without trust. The same JSON is shown by Safari itself (declarative web push);
/// here the worker shows it. Something is always shown: a silent push costs the permission. Pure.
export type Shown = {
  title: string;
  options: {
    body: string;
    tag: string;
    lang: string;
    silent: boolean;
    icon: string;
    badge: string;
    data: { navigate: string };
  };
};

const ICON = '/icons/vigie-192.png';
const BADGE = '/icons/vigie-badge.png';

const text = (value: unknown, fallback: string) => (typeof value === 'string' && value ? value : fallback);

/// Only addresses of our own origin are opened.
export function ownAddress(value: unknown, origin: string): string {
  if (typeof value !== 'string') return `${origin}/`;
  try {
    const url = new URL(value, origin);
    return url.origin === origin ? url.href : `${origin}/`;
  } catch {
    return `${origin}/`;
  }
}

function parse(raw: string | null): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(raw ?? '');
    const notification = (found as { notification?: unknown } | null)?.notification;
    return typeof notification === 'object' && notification !== null
      ? (notification as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

export function readPayload(raw: string | null, origin: string): Shown {
  const notification = parse(raw);
  return {
    title: text(notification.title, 'Vigie'),
    options: {
      body: text(notification.body, 'Ouvrez Vigie. · Open Vigie.'),
      tag: text(notification.tag, 'vigie'),
      lang: text(notification.lang, 'fr'),
      silent: notification.silent === true,
      icon: ICON,
      badge: BADGE,
      data: { navigate: ownAddress(notification.navigate, origin) },
    },
  };
}
