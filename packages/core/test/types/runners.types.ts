/** What must not compile does not: checked by `npm run typecheck`, run by nobody. */
import {
  type ActionArguments,
  ActionLoopRunner,
  ActionProxy,
  type ActionResult,
  ActionRunner,
  type Activation,
  type Environment,
  type HookContext,
  type InitMessage,
  NativeRunner,
  type RunMessage,
} from '@actionrunner/core';

/** Every hook, as the reference says. */
export class EveryHook extends ActionRunner {
  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    await super.init(message, context);
  }
  protected override async epilogue(message: InitMessage, { logs }: HookContext): Promise<void> {
    await logs.stderr.line(message.name);
  }
  protected override async build(): Promise<void> {
    await this.compile('true', []);
  }
  protected override verify(): boolean {
    return true;
  }
  protected override env(message: RunMessage): Environment {
    return { ...super.env(message), EXTRA: 'yes' };
  }
  protected override async run(args: ActionArguments, env: Environment, activation: Activation): Promise<ActionResult> {
    activation.hold(Promise.resolve());
    return { value: args.value, home: env['HOME'], aborted: activation.signal.aborted };
  }
  protected override async stop(): Promise<void> {}
}

/** A hook without the context is fine, too. */
export class WithoutContext extends ActionLoopRunner {
  protected override async init(message: InitMessage): Promise<void> {
    await super.init(message);
  }
}

export class MistypedHook extends ActionRunner {
  // @ts-expect-error there is no hook of this name
  protected override async initialise(): Promise<void> {}
}

export class WrongVerify extends ActionRunner {
  // @ts-expect-error an answer is a boolean
  protected override verify(): string {
    return 'yes';
  }
}

export class WrongEnvironment extends ActionRunner {
  // @ts-expect-error variables are strings
  protected override env(): Record<string, number> {
    return { PORT: 80 };
  }
}

export class WrongResult extends ActionRunner {
  // @ts-expect-error a number is not a result
  protected override async run(): Promise<number> {
    return 1;
  }
}

export class WrongMessage extends ActionRunner {
  // @ts-expect-error the message has no number as its name
  protected override async build(message: { readonly name: number }): Promise<void> {
    await this.compile(String(message.name), []);
  }
}

export class WrongContext extends ActionRunner {
  protected override async build(_message: InitMessage, context: HookContext): Promise<void> {
    // @ts-expect-error only an activation has the message of a run
    await this.compile('true', [String(context.message)]);
    // @ts-expect-error the context cannot be changed
    context.graceMs = 0;
  }
}

// @ts-expect-error the class is abstract
new ActionRunner();
// @ts-expect-error there is no option of this name
new NativeRunner({ folder: '/action' });
// @ts-expect-error a command is an array of words
new NativeRunner({ command: 'perl main.pl' });
// @ts-expect-error workers are counted
new ActionLoopRunner({ workers: '2' });
// @ts-expect-error one of two words
new ActionProxy(new NativeRunner(), { leftovers: 'ignore' });
// @ts-expect-error an instance, not a class
new ActionProxy(NativeRunner);
