/** Starts the page. */
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import './styles/panel.css';
import './styles/sidebar.css';
import './styles/people.css';
import './styles/channel.css';
import './styles/list.css';
import './styles/messages.css';
import './styles/reactions.css';
import './styles/text.css';
import './styles/blocks.css';
import './styles/tables.css';
import './styles/controls.css';
import './styles/menus.css';
import './styles/composer.css';
import './styles/dialogs.css';
import './styles/files.css';
import './styles/agent.css';
import './styles/narrow.css';
import { App } from './app.js';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
