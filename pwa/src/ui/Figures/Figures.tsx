/// A table of figures in a frame that scrolls by itself, and the small bar that goes with a number.
import type { ComponentChildren } from 'preact';
import './figures.css';

type Props = { caption: string; hideCaption?: boolean; children: ComponentChildren };

export function Figures({ caption, hideCaption = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it only with the focus (axe: scrollable-region-focusable)
    <section class="figures-scroll" aria-label={caption} tabIndex={0}>
      <table class="figures">
        <caption class={hideCaption ? 'hidden' : undefined}>{caption}</caption>
        {children}
      </table>
    </section>
  );
}

const WIDTH = 200;
const HEIGHT = 12;

/// Beside the number it draws, so hidden from assistive technology.
export function Bar({ value, top }: { value: number; top: number }) {
  const width = top > 0 ? (Math.min(value, top) / top) * WIDTH : 0;
  return (
    <svg
      class="figures-bar"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="figures-track" width={WIDTH} height={HEIGHT} rx="2" />
      <rect class="figures-fill" width={width} height={HEIGHT} rx="2" />
    </svg>
  );
}
