import { randomUUID } from 'node:crypto';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

vi.setConfig({ testTimeout: 120_000 }); // For a busy machine.

const HOSTILE_NAME = `<img src=x onerror=alert(1)> ⚡ ${'Garagenstellplatz'.repeat(2)}`;
/** Failures that a broken connection causes. */
const CUT = [/^failed: .*ChatService/, /^console: .*(ERR_|Failed to load)/, /^failed: .*api/];

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
let client: Visitor;
let administrator: Visitor;

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
  client = await Visitor.at(browser, platform);
  administrator = await Visitor.at(browser, platform);
  await client.signIn(emma);
  await administrator.signIn(platform.administrator);
}, 240_000);
afterAll(async () => {
  await client?.leave({ expected: CUT });
  await administrator?.leave({ expected: CUT });
  await browser?.close();
  await platform?.stop();
});

const launcher = (page: Page) => page.getByRole('button', { name: /^Message us/ });
const box = (page: Page) => page.getByRole('textbox', { name: 'Write a message' });
const messages = (page: Page) =>
  page.getByRole('region', { name: /^Messages with/ }).getByRole('listitem');
const message = (page: Page, text: string) =>
  messages(page).filter({ has: page.getByText(text, { exact: true }) });
const conversation = (page: Page, name: string | RegExp) => page.getByRole('link', { name });

async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press('Enter');
}

async function openChat(page: Page): Promise<void> {
  await launcher(page).click();
  await box(page).waitFor();
}

/** Checks desktop and phone, light and dark. */
async function expectGood(visitor: Visitor): Promise<void> {
  for (const viewport of [PHONE, DESK]) {
    await visitor.page.setViewportSize(viewport);
    await visitor.expectAccessible();
    await visitor.expectToFit();
  }
}

describe('a client and an administrator', () => {
  it('begin a conversation: a message is sent, delivered live, and read', async () => {
    await openChat(client.page);
    await client.page.getByText('How can we help?').waitFor();
    await expectGood(client);
    await write(client.page, 'Why so much on Sunday?');
    await message(client.page, 'Why so much on Sunday?').getByText('Sent').waitFor();

    const { page } = administrator;
    await page.getByRole('link', { name: 'Messages: 1 unread conversation' }).click();
    await administrator.arrivesAt('/console/chat');
    const entry = conversation(page, /Emma/);
    await entry.getByText('1 unread message').waitFor();
    await entry.getByText('waiting').waitFor();
    expect(await page.title()).toBe('(1) Messages · Energy');
    await expectGood(administrator);
    await entry.click();
    await administrator.arrivesAt(`/console/chat/${emma.id}`);
    await message(page, 'Why so much on Sunday?').waitFor();
    await message(client.page, 'Why so much on Sunday?').getByText('Read').waitFor();
    await entry.getByText('1 unread message').waitFor({ state: 'detached' });
    expect(await page.title()).toBe('Messages · Energy');
  });

  it('see typing indicators that expire', async () => {
    await box(administrator.page).pressSequentially('Let me');
    await client.page.getByText('Your utility is typing …').waitFor();
    await client.page.getByText('Your utility is typing …').waitFor({ state: 'detached' });
    await box(client.page).pressSequentially('And');
    await administrator.page.getByText('Emma is typing …').waitFor();
    await conversation(administrator.page, /Emma/).getByText('is typing …').waitFor();
  });

  it('receive replies, also as a badge on another page', async () => {
    await write(administrator.page, 'Your boiler ran for nine hours.');
    await message(client.page, 'Your boiler ran for nine hours.').waitFor();
    await message(administrator.page, 'Your boiler ran for nine hours.')
      .getByText('Read')
      .waitFor();
    await expectGood(client);
    await expectGood(administrator);
    await client.page.keyboard.press('Escape');
    await box(client.page).waitFor({ state: 'detached' });
    expect(await launcher(client.page).evaluate(isFocused)).toBe(true);
    await write(administrator.page, 'See https://example.com/boiler.');
    const link = messages(administrator.page).getByRole('link', {
      name: 'https://example.com/boiler',
    });
    expect(await link.getAttribute('href')).toBe('https://example.com/boiler');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await write(administrator.page, 'Could you check its timer?');
    await client.page.getByRole('button', { name: 'Message us: 2 new messages' }).waitFor();
    expect(await client.page.title()).toMatch(/^\(2\) /);
    await expectGood(client);
    await openChat(client.page);
    await client.page.getByText('New', { exact: true }).waitFor(); // The line above unread messages.
    await message(administrator.page, 'Could you check its timer?').getByText('Read').waitFor();
  });

  it('find messages and drafts again after a reload', async () => {
    await box(client.page).fill('Where is that');
    await client.page.reload();
    await openChat(client.page);
    await message(client.page, 'Could you check its timer?').waitFor();
    expect(await box(client.page).inputValue()).toBe('Where is that');
    expect(await box(client.page).evaluate(isFocused)).toBe(true);
    await administrator.page.reload();
    await message(administrator.page, 'Could you check its timer?').waitFor();
  });

  it('write several lines with the keyboard alone', async () => {
    await box(client.page).fill('');
    await client.page.keyboard.type('one');
    await client.page.keyboard.press('Shift+Enter');
    await client.page.keyboard.type('two 🔌 <b>three</b>');
    await client.page.keyboard.press('Enter');
    const text = 'one\ntwo 🔌 <b>three</b>';
    const written = messages(administrator.page).getByText('two 🔌 <b>three</b>');
    expect(await written.innerText()).toBe(text);
    expect(await box(client.page).inputValue()).toBe('');
  });

  it('see the remaining length and cannot exceed it', async () => {
    await box(client.page).fill('🔌'.repeat(4_001));
    await client.page.getByText('1 character too many').waitFor();
    await box(client.page).press('Enter');
    expect(await client.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await client.expectAccessible();
    await box(client.page).fill('🔌'.repeat(3_990));
    await client.page.getByText('10 characters left').waitFor();
    await box(client.page).fill('');
  });
});

describe('without a connection', () => {
  it('a message waits, survives a reload, and is sent once', async () => {
    await platform.killChat();
    const top = async () => (await box(client.page).boundingBox())!.y;
    const before = await top();
    await write(client.page, 'Are you there?');
    await message(client.page, 'Are you there?').getByText('Waiting for the connection').waitFor();
    await client.page.getByText('Not connected.').waitFor();
    expect(await top()).toBe(before);
    await client.expectAccessible();
    await client.page.reload();
    await platform.startChat();
    // A hidden page sends it as well.
    await message(administrator.page, 'Are you there?').waitFor();
    await openChat(client.page);
    await message(client.page, 'Are you there?')
      .getByText(/^(Sent|Read)$/)
      .waitFor();
    await administrator.page.reload();
    await message(administrator.page, 'Are you there?').waitFor();
    expect(await message(administrator.page, 'Are you there?').count()).toBe(1);
  });

  it('of the browser no message is lost in either direction', async () => {
    await box(administrator.page).pressSequentially('Are');
    await client.page.getByText('Your utility is typing …').waitFor();
    await client.context.setOffline(true);
    const heading = client.page.getByRole('heading', { level: 1 });
    const top = (await heading.boundingBox())!.y;
    await write(client.page, 'From the tunnel');
    await message(client.page, 'From the tunnel').getByText('Waiting for the connection').waitFor();
    await client.page.getByText('You’re offline.').waitFor();
    expect(await client.page.getByText('Your utility is typing …').isVisible()).toBe(false);
    expect((await heading.boundingBox())!.y).toBe(top);
    await write(administrator.page, 'Are you on a train?');
    await client.context.setOffline(false);
    await message(client.page, 'Are you on a train?').waitFor();
    await message(client.page, 'From the tunnel')
      .getByText(/^(Sent|Read)$/)
      .waitFor();
    await message(administrator.page, 'From the tunnel').waitFor();
    expect(await message(administrator.page, 'From the tunnel').count()).toBe(1);
  });

  it('an expired token is renewed while sending', async () => {
    await client.context.clearCookies({ name: 'energy-session' });
    await client.page.evaluate(() => localStorage.setItem('energy:session-good-until', '1'));
    await write(client.page, 'With another token');
    await message(client.page, 'With another token').getByText('Read').waitFor();
  });

  it('streams resume where they stopped', async () => {
    await platform.killChat();
    await platform.startChat();
    await write(administrator.page, 'Still here?');
    await message(client.page, 'Still here?').waitFor();
    await message(administrator.page, 'Still here?').getByText('Read').waitFor();
    expect(await message(client.page, 'Are you on a train?').count()).toBe(1);
  });
});

describe('a long conversation', () => {
  it('loads earlier messages while scrolling up and keeps the position', async () => {
    const chat = await platform.chatOf(emma);
    for (let number = 1; number <= 130; number += 1) {
      await chat.send({ messageId: randomUUID(), text: `Message ${number}` });
    }
    const { page } = administrator;
    await message(client.page, 'Message 130').getByText('Read').waitFor();
    await page.reload();
    await message(page, 'Message 130').waitFor();
    const area = page.getByRole('region', { name: 'Messages with Emma' });
    const first = () =>
      messages(page)
        .getByText(/^Message \d+$/)
        .first()
        .innerText();
    expect(await first()).toBe('Message 81');
    const seen = message(page, 'Message 81');
    const top = async () => (await seen.boundingBox())!.y;
    await area.evaluate((element: { scrollTop: number }) => {
      element.scrollTop = 300;
    });
    const before = await top();
    await expect.poll(first).toBe('Message 31');
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    await page.getByRole('button', { name: 'Jump to latest' }).click();
    await expect
      .poll(async () => (await message(page, 'Message 130').boundingBox())!.y)
      .toBeLessThan(800);
    await area.evaluate((element: { scrollTop: number }) => {
      element.scrollTop = 0;
    });
    await message(page, 'Why so much on Sunday?').waitFor();
    await administrator.expectAccessible();
  });
});

describe('privacy', () => {
  it('hides a conversation from other clients', async () => {
    const noah = await platform.client('Noah');
    const stranger = await Visitor.at(browser, platform);
    await stranger.signIn(noah, `/console/chat/${emma.id}`);
    await stranger.arrivesAt('/devices');
    await openChat(stranger.page);
    await stranger.page.getByText('How can we help?').waitFor();
    const chat = await platform.chatOf(noah);
    const missing = { code: 5 };
    await expect(chat.listMessages({ clientId: emma.id })).rejects.toMatchObject(missing);
    const text = 'I am Emma';
    const messageId = randomUUID();
    await expect(chat.send({ clientId: emma.id, messageId, text })).rejects.toMatchObject(missing);
    await expect(chat.listConversations({})).rejects.toMatchObject({ code: 7 });
    await stranger.leave();
  });

  it('signing out removes drafts and messages from the browser', async () => {
    const olga = await platform.client('Olga');
    const shared = await Visitor.at(browser, platform);
    await shared.signIn(olga);
    await openChat(shared.page);
    await write(shared.page, 'Mine alone');
    await message(shared.page, 'Mine alone').getByText('Sent').waitFor();
    await box(shared.page).fill('and this I think twice about');
    await shared.page.getByRole('button', { name: 'Olga’s account' }).click();
    await shared.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await shared.arrivesAt('/sign-in');
    await shared.tryToSignIn(emma);
    await shared.arrivesAt('/devices');
    await openChat(shared.page);
    await message(shared.page, 'Message 130').waitFor();
    expect(await shared.page.getByText('Mine alone').count()).toBe(0);
    expect(await box(shared.page).inputValue()).toBe('');
    const stored = await shared.page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(stored).not.toContain('think twice');
    await shared.leave();
  });
});

describe('the inbox', () => {
  it('finds clients by name, with or without a conversation', async () => {
    const hostile = await platform.client(HOSTILE_NAME);
    const chat = await platform.chatOf(hostile);
    await chat.send({ messageId: randomUUID(), text: `${'x'.repeat(300)} ?` });
    await platform.client('Zoë Newcomer');
    const { page } = administrator;
    await page.goto('/console/chat');
    const search = page.getByRole('searchbox', { name: 'Search clients' });
    await search.fill('GARAGEN img');
    await conversation(page, HOSTILE_NAME).waitFor();
    await conversation(page, /Emma/).waitFor({ state: 'detached' });
    await conversation(page, HOSTILE_NAME).click();
    await page.getByRole('heading', { name: HOSTILE_NAME }).waitFor();
    await expectGood(administrator);
    await search.fill('zoë');
    await page.getByText('Clients without a conversation').waitFor();
    await conversation(page, 'Zoë Newcomer').click();
    await page.getByText('No messages yet. Send the first one.').waitFor();
    await write(page, 'Welcome!');
    await message(page, 'Welcome!').getByText('Sent').waitFor();
    await search.fill('nobody at all');
    await page.getByText('No conversation found').waitFor();
  });

  it('sorts by the longest wait and navigates with the arrow keys', async () => {
    const { page } = administrator;
    await page.goto('/console/chat');
    await page.getByRole('button', { name: /^Awaiting reply/ }).click();
    const names = page.getByRole('region', { name: 'Conversations' }).getByRole('link');
    await expect.poll(() => names.count()).toBe(3);
    await names.first().getByText('Emma').waitFor();
    await names
      .last()
      .getByText(/onerror/)
      .waitFor();
    await page.getByRole('searchbox', { name: 'Search clients' }).press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Olga' }).waitFor();
    await page.getByRole('button', { name: 'All' }).click();
  });

  it('switches between list and conversation on a phone', async () => {
    const { page } = administrator;
    await page.setViewportSize(PHONE);
    await page.goto('/console/chat');
    await conversation(page, /Emma/).click();
    await administrator.arrivesAt(`/console/chat/${emma.id}`);
    await conversation(page, /Emma/).waitFor({ state: 'hidden' });
    await message(page, 'Message 130').waitFor();
    await expectGood(administrator);
    await page.setViewportSize(PHONE);
    await page.getByRole('link', { name: 'Back to conversations' }).click();
    await conversation(page, /Emma/).waitFor();
    await page.setViewportSize(DESK);
  });

  it('explains that a conversation was not found', async () => {
    const { page } = administrator;
    await page.goto(`/console/chat/${randomUUID()}`);
    await page.getByRole('alert').getByText('Conversation not found').waitFor();
    await administrator.expectAccessible();
    await page.goto('/console/chat/nonsense');
    await page.getByRole('alert').getByText('Conversation not found').waitFor();
  });

  it('shows the closed conversation of a deleted client', async () => {
    const paul = await platform.client('Paul');
    const chat = await platform.chatOf(paul);
    await chat.send({ messageId: randomUUID(), text: 'Goodbye' });
    const { page } = administrator;
    await page.goto(`/console/chat/${paul.id}`);
    await message(page, 'Goodbye').waitFor();
    await platform.administrator.api.request('DELETE', `/users/${paul.id}`);
    await page.getByText('This account was deleted.').waitFor();
    expect(await box(page).count()).toBe(0);
    await administrator.expectAccessible();
  });
});

describe('gRPC-Web', () => {
  it('works in the browser with the session cookie alone', async () => {
    const answer = await client.page.evaluate(async () => {
      const body = new Uint8Array(5); // An empty request: the newest page of the own conversation.
      const response = await fetch('/energy.chat.v1.ChatService/ListMessages', {
        method: 'POST',
        headers: { 'content-type': 'application/grpc-web+proto' },
        body,
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = new TextDecoder().decode(bytes);
      return { status: response.status, type: response.headers.get('content-type'), text };
    });
    expect(answer).toMatchObject({ status: 200, type: 'application/grpc-web+proto' });
    expect(answer.text).toContain('Message 130');
    expect(answer.text).toContain('grpc-status:0');
  });
});

describe('the chat in German', () => {
  it('speaks German', async () => {
    const visitor = await Visitor.at(browser, platform, { locale: 'de-DE', viewport: PHONE });
    await visitor.page.goto('/');
    await visitor.page.getByLabel('Name').fill(emma.name);
    await visitor.page.getByLabel('Passwort', { exact: true }).fill(emma.password);
    await visitor.page.getByRole('button', { name: 'Anmelden' }).click();
    await visitor.page.getByRole('button', { name: /^Schreiben Sie uns/ }).click();
    await visitor.page.getByRole('textbox', { name: 'Nachricht schreiben' }).waitFor();
    await visitor.page.getByText('Heute').first().waitFor();
    await visitor.expectToFit();
    await visitor.leave();
  });
});

function isFocused(element: { ownerDocument: { activeElement: unknown } }): boolean {
  return element.ownerDocument.activeElement === element;
}
