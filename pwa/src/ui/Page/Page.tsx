/// A page: its title in the window and in an h1. On a change of page the h1 takes the focus, so that screen
/// readers (NVDA, VoiceOver, TalkBack) say where one is; not on the first page, which they read anyway.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './page.css';

let first = true;

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Vigie` : 'Vigie';
  }, [title]);
}

/// `inWindow` where the title holds a name: names stay out of the browser's history.
export function Heading({ title, inWindow = title }: { title: string; inWindow?: string }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useTitle(inWindow);
  useEffect(() => {
    if (first) first = false;
    else ref.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {title}
    </h1>
  );
}

export function Page({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ComponentChildren;
}) {
  return (
    <div class="page stack">
      <div>
        <Heading title={title} />
        {lead ? <p class="muted">{lead}</p> : null}
      </div>
      {children}
    </div>
  );
}

/// Grey bars in the shape of what is coming.
export function Skeleton({
  lines = 3,
  tall = false,
  label,
}: {
  lines?: number;
  tall?: boolean;
  label: string;
}) {
  return (
    <div class={tall ? 'skeleton skeleton-tall' : 'skeleton'} role="status">
      <span class="hidden">{label}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class="skeleton-line" />
      ))}
    </div>
  );
}
