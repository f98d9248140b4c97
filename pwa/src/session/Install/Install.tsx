/// How to put Vigie on the home screen of an iPhone or iPad, in pictures: there is no button for it.
import { t } from '../../i18n';
import { clues, isApple, isInstalled } from './device';
import './install.css';

/// Safari's own drawings, so that the eye finds them: the arrow out of a box, the plus in a square.
const SHARE = 'M12 3v12M8 6.5 12 3l4 3.5M7.5 10H5v11h14V10h-2.5';
const ADD = 'M4 4h16v16H4zM12 8v8M8 12h8';

function Step({ path, words }: { path: string; words: string }) {
  return (
    <li class="install-step">
      <svg
        class="icon"
        width={40}
        height={40}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="1.75"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        <path d={path} />
      </svg>
      <span>{words}</span>
    </li>
  );
}

export const mustInstallFirst = (): boolean => isApple(clues()) && !isInstalled();

/// Its storage is not Safari's: what is begun there does not go on in the installed app.
export function AppleSteps() {
  return (
    <section class="card stack-s" aria-labelledby="installer">
      <h2 id="installer">{t('enrol.appleTitle')}</h2>
      <ol class="install-steps">
        <Step path={SHARE} words={t('enrol.apple1')} />
        <Step path={ADD} words={t('enrol.apple2')} />
        <li class="install-step">
          <img src="/icons/vigie.svg" alt="" width={40} height={40} />
          <span>{t('enrol.apple3')}</span>
        </li>
      </ol>
    </section>
  );
}
