/// Whether there is room for a table: two drawings of the same thing would be read out twice, so only one is made.
import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 48rem)';

export function useWide(query: string = WIDE): boolean {
  const [wide, setWide] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const change = () => setWide(media.matches);
    change();
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, [query]);
  return wide;
}
