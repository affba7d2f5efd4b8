import type { CaseInfo, CaseResult, ConformanceReport, Evidence, Outcome, Severity } from '../../../src/report.js';

/** What a target may say to harm a reader of the report. */
export const HOSTILE: string = [
  '</script><script>alert(1)</script>',
  '<img src=http://127.0.0.1:9/x onerror=alert(1)>]]>&amp;"\'',
  '\u001B[31mred\u001B[0m \u0000\u0007\u009B\u202Eright to left\uFFFE\uFFFF\uD800 half \u{1F600}',
  '...',
  '--- # a document',
  'ok 1 - not a line of TAP',
  '\tindented',
].join('\n');

const CASES: readonly CaseInfo[] = [
  describeCase('init/accepts-code', 'An init with code is answered with 200', 'required'),
  describeCase('init/refuses-a-second-init', 'A second init is refused with 403', 'required'),
  describeCase('init/names-what-is-missing', 'An init without code says what is missing', 'recommended'),
  describeCase('run/echo', 'An activation returns its parameters', 'required'),
  describeCase('run/keeps-digits', 'Numbers keep all their digits # and \\ and </title>', 'recommended'),
  describeCase('logs/ends-with-frames', 'Both streams end with a frame', 'required'),
  describeCase('logs/dates', 'Logs of a program <b>with</b> dates', 'informative'),
  describeCase('loop/acknowledges', 'A loop process acknowledges that it is ready', 'required', ['loop']),
];

function describeCase(id: string, title: string, severity: Severity, needs: readonly string[] = []): CaseInfo {
  return {
    id,
    group: id.split('/')[0] ?? '',
    title,
    severity,
    source: `docs/actions-new.md of OpenWhisk, §${id}`,
    remedy: `Answer as the platform expects: see "${id}".`,
    needs: [...needs],
  };
}

/** Creates a report. @param outcomes in the order of the cases @param evidence of its failures */
export function makeReport(
  target: ConformanceReport['target'],
  outcomes: readonly Outcome[],
  evidence: Evidence,
): ConformanceReport {
  const results = outcomes.map((outcome, index): CaseResult => {
    const info = CASES[index] as CaseInfo;
    const extra = {
      passed: {},
      failed: { reason: `It answered otherwise than ${info.id} wants.`, evidence },
      skipped: { reason: 'The manifest has no sample "loop".' },
    };
    return { case: info, outcome, durationMs: 12 + index, ...extra[outcome] };
  });
  const count = (severity: Severity, outcome: Outcome) =>
    results.filter((result) => result.case.severity === severity && result.outcome === outcome).length;
  const counts = (severity: Severity) => ({
    passed: count(severity, 'passed'),
    failed: count(severity, 'failed'),
    skipped: count(severity, 'skipped'),
  });
  return {
    version: 1,
    kit: '0.1.0',
    target,
    startedAt: '2026-11-28T12:30:00.000Z',
    durationMs: 1234,
    results,
    counts: { required: counts('required'), recommended: counts('recommended'), informative: counts('informative') },
  };
}

const PLAIN: Evidence = {
  requests: [
    { request: 'POST /init\n{"value":{"code":"#!/bin/sh\\necho {}"}}', answer: '200\n{"ok":true}' },
    {
      request: 'POST /run\n{"value":{"name":"James"}}',
      answer: '502\n{"error":"The action did not return a result."}',
    },
  ],
  stdout: 'started\nXXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n',
  stderr: '',
  expected: '200 with {"name":"James"}',
  actual: '502 with {"error":"The action did not return a result."}',
};

const EVIL: Evidence = {
  requests: [{ request: HOSTILE, answer: HOSTILE }],
  stdout: HOSTILE,
  stderr: `${HOSTILE}\n${'flood\n'.repeat(2000)}${'flood '.repeat(20_000)}`,
  expected: HOSTILE,
  actual: HOSTILE,
};

/** A target whose every case passes, or is skipped. */
export const GOOD: ConformanceReport = makeReport(
  { kind: 'image', name: 'actionrunner/bash:0.1.0' },
  ['passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'skipped'],
  PLAIN,
);

/** A target that fails cases of each severity. */
export const BAD: ConformanceReport = makeReport(
  { kind: 'command', name: 'python3 my_server.py {port}' },
  ['passed', 'failed', 'failed', 'passed', 'passed', 'passed', 'failed', 'skipped'],
  PLAIN,
);

/** A target that answers what could harm a reader, and has fewer cases. */
export const UGLY: ConformanceReport = makeReport(
  { kind: 'url', name: 'http://127.0.0.1:8080/</title><script>alert(1)</script>' },
  ['passed', 'passed', 'passed', 'failed', 'passed', 'passed'],
  EVIL,
);
