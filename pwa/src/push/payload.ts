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
  /// What to tell the server once it is on the screen.
  receipt: string | null;
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

type Loose = Record<string, unknown>;

const loose = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {};

function parse(raw: string | null): Loose {
  try {
    return loose(JSON.parse(raw ?? ''));
  } catch {
    return {};
  }
}

/// Longer than any the server writes: what is longer is not one.
const LONGEST_RECEIPT = 400;

function readReceipt(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_RECEIPT ? value : null;
}

export function readPayload(raw: string | null, origin: string): Shown {
  const message = parse(raw);
  const notification = loose(message.notification);
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
    receipt: readReceipt(message.receipt),
  };
}
