import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import type { ChatOptions } from './take-part.ts';

/** `energy chat follow | send`. Loads the client of the chat, a third of all modules, when it is used. */
export function chatCommand(terminal: Terminal): Command {
  const chat = new Command('chat').description(
    'Takes part in the chat, as a client of its API: it signs in as ENERGY_USER with ENERGY_PASSWORD, ' +
      'and asks for what is not set. ENERGY_API_URL is where to sign in.',
  );

  withOptions(chat.command('follow'))
    .description('Shows a conversation and what is said in it from now on; all of them by default.')
    .action(async (options: ChatOptions) => {
      const { follow } = await import('./take-part.ts');
      await follow(options, terminal);
    });

  withOptions(chat.command('send'))
    .description('Sends a message; it is stored once, however often that has to be tried.')
    .argument('<text>', 'what to say')
    .action(async (text: string, options: ChatOptions) => {
      const { send } = await import('./take-part.ts');
      await send(text, options, terminal);
    });
  return chat;
}

function withOptions(command: Command): Command {
  return command
    .option('--client <name or id>', 'whose conversation; for clients it is their own')
    .option('--url <url>', 'where chat-grpc is, instead of ENERGY_CHAT_URL')
    .option('--json', 'one JSON document a line, times in UTC');
}
