import { basename } from 'node:path';
import { AFTER } from './after.js';
import { type Client, type Fault, FRAME, type Lines, type Section, type Seen } from './fault.js';
import { ANY, isAnswer } from './pattern.js';

const HEAD = ['fault', 'the client sees', 'the logs show', 'state afterwards'];

/** A section of the page: its heading and its table. */
export function markdownOf({ title, faults }: Section): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...faults.map(cellsOf)];
  return `## ${title}\n\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function cellsOf({ name, setup, client, stdout = [], stderr = [], framed = true, after }: Fault): string[] {
  const { runner = 'bash', options = [], place } = setup;
  const command = [...(runner === 'bash' ? [] : [basename(runner)]), ...options].join(' ');
  const given = [...(command ? [code(command)] : []), ...(place ? [place.name] : [])].join(', ');
  return [
    given ? `${name} (${given})` : name,
    clientCell(client),
    logsCell(stdout, stderr, framed, isAnswer(client) ? client.says : undefined),
    AFTER[after].name,
  ];
}

function clientCell(client: Client): string {
  if (typeof client === 'string' || isAnswer(client)) {
    return answerCell(client);
  }
  return Object.entries(client)
    .map(([who, answer]) => `${who}: ${answerCell(answer)}`)
    .join('<br>');
}

function answerCell(answer: Seen): string {
  if (typeof answer === 'string') {
    return answer;
  }
  const said = /^[{[]/.test(answer.says) ? code(answer.says) : escaped(answer.says.replaceAll('\n', ' '));
  const why = answer.why === undefined ? '' : `<br>why: ${escaped(answer.why)}`;
  return `${[answer.status, ...(answer.code ? [code(answer.code)] : []), said].join(' ')}${why}`;
}

/** @param says the sentence of the answer, which is not repeated */
function logsCell(stdout: Lines, stderr: Lines, framed: boolean, says: string | undefined): string {
  const frames = stderr.filter((line) => line === FRAME).length + (framed ? 1 : 0);
  const parts = [streamCell('stdout', stdout, says), streamCell('stderr', stderr, says), framesCell(frames)];
  return parts.filter((part) => part !== '').join('<br>') || 'nothing';
}

function streamCell(stream: string, lines: Lines, says: string | undefined): string {
  const shown = lines.filter((line) => line !== FRAME).map((line) => lineCell(line, says));
  return shown.length > 0 ? `${stream}: ${shown.join(', ')}` : '';
}

function lineCell(line: Lines[number], says: string | undefined): string {
  if (typeof line !== 'string') {
    return line.shown;
  }
  const names: Readonly<Record<string, string>> = {
    '': 'a blank line',
    [ANY]: ANY,
    ...(says && { [says]: 'the sentence' }),
  };
  return names[line] ?? code(line);
}

function framesCell(count: number): string {
  return count === 0 ? '' : count === 1 ? 'frame' : `${count} frames`;
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${printable(text).replaceAll('|', '\\|')}${fence}`;
}

/** Text outside code. In a table a bar ends the cell, even in code. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** Bytes that are no ASCII, as they are written in C. */
function printable(text: string): string {
  return text.replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

/** The states, as the page explains them. */
export function legend(): string[] {
  return Object.values(AFTER).map(({ name, text }) => `| ${name} | ${text} |`);
}
