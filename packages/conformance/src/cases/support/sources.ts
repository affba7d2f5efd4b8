/** Where rules come from: documents, the invoker, test kits. */
export const SOURCES = {
  /** The documentation for authors of runtimes. */
  document: 'OpenWhisk, docs/actions-new.md',
  /** How the platform calls a runtime and reads its answers and logs. */
  invoker: 'OpenWhisk, core/containerpool and the log stores of the invoker',
  /** What the invoker takes for a failure: `processInitResponseContent` and `processRunResponseContent`. */
  answers:
    'OpenWhisk, ActivationResult.scala: any status but 200 is a failure, 503 a shutdown; the field error is shown',
  /** The public test kit. */
  kit: 'OpenWhisk, BasicActionRunnerTests.scala and ActionProxyContainerTestUtils.scala',
  /** The runtime of executables. */
  skeleton: 'openwhisk-runtime-docker, actionproxy.py',
  /** Where other runtimes do what hurts. */
  defect: 'Defects seen in existing runtimes',
  /** Where the others say nothing. */
  own: 'ActionRunner, docs/reference/protocol.md',
} as const;
