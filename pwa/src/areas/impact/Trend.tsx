/// A bar a month, in the line of the numbers it draws: nothing here that the table does not say, so hidden from assistive
/// technology. A month without a value leaves its place empty.
import type { Cell } from './figures';

const STEP = 12;
const GAP = 3;
const HEIGHT = 24;
const LEAST = 1.5;

export function Trend({ cells }: { cells: Cell[] }) {
  const values = cells.map((cell) => (cell.kind === 'value' ? cell.value : null));
  const top = Math.max(0, ...values.map((value) => value ?? 0));
  const width = values.length * STEP;
  return (
    <svg
      class="impact-bars"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
    >
      {values.map((value, index) => {
        if (value === null) return null;
        const height = top > 0 ? Math.max(LEAST, (value / top) * HEIGHT) : LEAST;
        return (
          <rect
            key={index}
            class={index === values.length - 1 ? 'last' : undefined}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - GAP}
            height={height}
            rx="1"
          />
        );
      })}
    </svg>
  );
}
