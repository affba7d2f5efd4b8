// What authors of runners write by mistake, in JavaScript: the types would refuse most of it.
import { ActionLoopRunner, ActionRunner } from '@actionrunner/core';

const SETTINGS = { source: 'main.sh', command: ['sh', 'main.sh'] };

class ShRunner extends ActionRunner {
  constructor(options) {
    super({ ...SETTINGS, ...options });
  }
}

// ---- methods that are meant as hooks ----

export class Misspelt extends ShRunner {
  async biuld() {}
}
export class MissingLetter extends ShRunner {
  verfy() {
    return true;
  }
}
export class ExtraLetter extends ShRunner {
  async epilogues() {}
}
export class OtherCase extends ShRunner {
  async Build() {}
}
export class AsField extends ShRunner {
  biuld = async () => undefined;
}
export class Static extends ShRunner {
  static async build() {}
}
export class Foreign extends ShRunner {
  async preinit() {}
}
export class Inherited extends Misspelt {
  async build() {}
}
export class WithHelpers extends ShRunner {
  builds = 0;
  prepare() {
    this.builds += 1;
  }
  runs() {}
  async build() {
    this.prepare();
    this.runs();
  }
  get runtime() {
    return 'sh';
  }
}
export class LoopEnv extends ActionLoopRunner {
  env(message) {
    return super.env(message);
  }
}
export class LoopWithRun extends ActionLoopRunner {
  env() {
    return { A: 'x' };
  }
  async run(_args, env) {
    return { ...env };
  }
}

// ---- fields that are meant as options ----

export class Fields extends ActionRunner {
  source = 'main.sh';
  command = ['sh', 'main.sh'];
}
export class Assigned extends ShRunner {
  constructor(options) {
    super(options);
    this.binary = 'program';
  }
}
export class Workers extends ActionLoopRunner {
  workers = 4;
}
export class OwnFields extends ActionLoopRunner {
  constructor({ workers = 2, ...options } = {}) {
    super({ workers, ...options });
    this.workers = workers;
    this.cache = new Map();
  }
}
export class PassesOn extends ShRunner {
  constructor(options) {
    super({ flavour: 'plain', ...options });
  }
}
export class Declares extends ShRunner {
  static optionNames = ['sources'];
  constructor(options) {
    super({ sources: 3, ...options });
  }
}

// ---- hooks that do not return, or do not wait ----

export class NoEnv extends ShRunner {
  env(message) {
    super.env(message).A = 'x';
  }
}
export class NoAsyncEnv extends ShRunner {
  async env() {}
}
export class NullEnv extends ShRunner {
  env() {
    return null;
  }
}
export class NumberInEnv extends ShRunner {
  env(message) {
    return { ...super.env(message), PORT: 80 };
  }
}
export class CircleInEnv extends ShRunner {
  env(message) {
    const settings = { limit: 5n };
    settings.self = settings;
    return { ...super.env(message), SETTINGS: settings };
  }
}
export class UndefinedInEnv extends ShRunner {
  env(message) {
    return { ...super.env(message), LEFT_OUT: undefined };
  }
}
export class NoVerdict extends ShRunner {
  verify() {
    super.verify();
  }
}
export class NoAsyncVerdict extends ShRunner {
  async verify() {
    await super.verify();
  }
}
export class MaybeVerdict extends ShRunner {
  verify() {
    return this.process?.isReady;
  }
}
export class NoSuperInit extends ShRunner {
  async init(message) {
    this.entryPoint = message.main;
  }
}
export class OwnInit extends ShRunner {
  async init(message) {
    this.code = message.code;
  }
  verify() {
    return this.code !== undefined;
  }
  async run() {
    return { code: this.code };
  }
}
export class NoAwaitInit extends ShRunner {
  async init(message, context) {
    super.init(message, context);
  }
}
export class NoAwaitCompile extends ShRunner {
  async build() {
    this.compile('sh', ['-c', 'exit 1']);
  }
}
export class NoAwaitAppend extends ShRunner {
  async epilogue() {
    this.appendToSource('echo {}');
  }
}
export class TextArguments extends ShRunner {
  async build() {
    await this.compile('sh', '-n main.sh');
  }
}
export class TextTool extends ShRunner {
  async build() {
    await this.compile('sh -n main.sh');
  }
}
export class ToolAlone extends ShRunner {
  async build() {
    await this.compile('true');
  }
}
export class TextCommand extends ShRunner {
  async run(args, env, activation) {
    return await this.execute('sh  main.sh', args, env, activation);
  }
}
export class NoActivation extends ShRunner {
  async run(args, env) {
    return await this.execute(['sh', 'main.sh'], args, env);
  }
}
export class WordGetter extends ShRunner {
  get command() {
    return ['sh main.sh'];
  }
}
export class NoCommand extends ActionRunner {
  constructor(options) {
    super({ source: 'main.sh', ...options });
  }
}
export class ReturnsArguments extends ShRunner {
  async run(args) {
    return args;
  }
}
export class TextGetter extends ShRunner {
  get command() {
    return 'sh main.sh';
  }
}
export class LoopTextGetter extends ActionLoopRunner {
  get command() {
    return 'sh main.sh';
  }
}
