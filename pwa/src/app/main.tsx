/// Starts the app: what the phone knows first, the network after.
import { render } from 'preact';
import { restore } from '../session/session';
import { watchMe } from '../session/watch';
import { App } from './App';
import './install';
import './styles/tokens.css';
import './styles/base.css';
import { registerWorker } from './update';

const root = document.getElementById('app');
if (root) render(<App />, root);
void restore();
watchMe();
void registerWorker();
