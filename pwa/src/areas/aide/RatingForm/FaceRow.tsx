/// One question: five faces and "could not see", as real radio buttons in a fieldset. Nothing is pre-selected.
/// Choosing never saves by itself: with arrow keys or TalkBack the first move would already send (WCAG 3.2.2).
import type { Axis, Score } from '../../../api/types';
import { t } from '../../../i18n';
import type { Answer } from '../../../outbox/types';
import { Face } from '../../../ui/Face/Face';
import { Icon } from '../../../ui/Icon/Icon';

const SCORES: Score[] = [1, 2, 3, 4, 5];
/// Felt, not heard, on phones that can.
const BUZZ_MS = 15;

type Props = { axis: Axis; name: string; value: Answer | undefined; onChange: (value: Answer) => void };

export function FaceRow({ axis, name, value, onChange }: Props) {
  const choose = (answer: Answer) => {
    navigator.vibrate?.(BUZZ_MS);
    onChange(answer);
  };
  return (
    <div class="face-row">
      <fieldset>
        <legend>{t(`axis.${axis}`)}</legend>
        <div class="faces">
          {SCORES.map((score) => (
            <label key={score} class="face">
              <input
                type="radio"
                name={name}
                value={score}
                checked={value === score}
                onChange={() => choose(score)}
              />
              <span class="face-look">
                <Face score={score} />
                <span class="face-word">{t(`face.${score}`)}</span>
                <span class="face-tick">
                  <Icon name="check" size={14} />
                </span>
              </span>
            </label>
          ))}
        </div>
        <label class="unseen">
          <input
            type="radio"
            name={name}
            value="unseen"
            checked={value === 'unseen'}
            onChange={() => choose('unseen')}
          />
          <span class="unseen-look">
            <span class="unseen-mark">{value === 'unseen' ? <Icon name="check" size={14} /> : null}</span>
            {t('aide.unseen')}
          </span>
        </label>
      </fieldset>
    </div>
  );
}
