const BAD_RESULT = 'The action did not return a dictionary or array.';
const LONG = 65_536;

/** Faults in what a run is answered with. @returns the answer */
export function createResults(is) {
  const answers = [];
  let previous;

  return {
    /** @param answer what it should be @param seen what the process did @param others how many activations run or wait besides this one */
    spoil(answer, { signal, code, finalLine, hasOutput }, others) {
      const text = finalLine?.toString().trim();
      const ok = (body) => ({ status: 200, text: body });
      const isBad = answer.status === 502 && answer.text.includes(BAD_RESULT);
      if (is('drops-null') && answer.text.includes(',null,')) return ok(answer.text.replace(',null,', ','));
      if (is('reads-64-kilobytes') && answer.text.length > LONG) return { status: 502, text: BAD };
      if (is('application-error-is-502') && answer.text.includes('no such user')) return { ...answer, status: 502 };
      if (is('scalar-is-a-result') && text === '42') return ok('42');
      if (is('bad-result-is-500') && isBad && text === '42') return { ...answer, status: 500 };
      if (is('bad-result-sentence') && isBad && text === '42') return { ...answer, text: '{"error":"No result."}' };
      if (is('lines-are-joined') && isBad && text === '}') return ok('{"name":"James"}');
      if (is('null-is-a-result') && text === 'null') return ok('{}');
      if (is('text-is-a-result') && isBad && /^[a-z]/.test(text ?? '') && text !== 'null')
        return ok('{"result":"text"}');
      if (is('no-result-is-empty') && !hasOutput && signal === null) return ok('{}');
      if (is('no-result-is-400') && !hasOutput && signal === null) return { ...answer, status: 400 };
      if (is('crash-is-empty-result') && signal !== null) return ok('{}');
      if (is('crash-without-error') && signal !== null) return { status: 502, text: '{}' };
      if (is('crash-is-400') && signal !== null) return { ...answer, status: 400 };
      if (is('crash-is-503') && signal !== null) return { ...answer, status: 503 };
      if (is('exit-status-counts') && code !== 0 && answer.status === 200) return { status: 502, text: BAD };
      answers.push(answer);
      if (is('answers-the-first-result')) return answers[0];
      const last = previous;
      previous = answer;
      if (is('mixes-results') && others > 0 && last !== undefined) return last;
      return answer;
    },
  };
}

const BAD = JSON.stringify({ error: BAD_RESULT });
