/// A bar of the draft, with a mark where today's rules stand and, if there is one, the budget's line.
type Props = { value: number; marker: number; top: number; budget?: number; over?: boolean };

const WIDTH = 200;
const HEIGHT = 14;

export function Bar({ value, marker, top, budget, over = false }: Props) {
  const x = (n: number) => (Math.min(n, top) / top) * WIDTH;
  return (
    <svg
      class={`lab-hbar${over ? ' over' : ''}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="lab-track" x={0} y={4} width={WIDTH} height={6} />
      <rect class="lab-bar" x={0} y={4} width={x(value)} height={6} />
      <rect class="lab-marker" x={Math.min(WIDTH - 2, x(marker))} y={1} width={2} height={12} />
      {budget === undefined ? null : (
        <rect class="lab-budget" x={x(budget) - 1} y={0} width={2} height={HEIGHT} />
      )}
    </svg>
  );
}
