<?php
// Never acknowledges. An exception is a sentence that is not JSON, and both logs get a line for each activation.
function main(array $value): mixed
{
    return match ($value['do']) {
        'echo' => ['integer' => $value['integer'], 'float' => $value['float'], 'empty' => $value['empty']],
        'null' => null,
        'list' => [1, 2],
        'nan' => ['number' => NAN],
        'throw' => throw new Exception('a "quoted" message'),
        'exit' => exit(0),
        default => (object) [],
    };
}

$results = fopen('php://fd/3', 'w');
while (($line = fgets(STDIN)) !== false) {
    try {
        $result = json_encode(main(json_decode($line, true)['value']));
    } catch (Throwable $error) {
        $result = 'Error: ' . $error->getMessage();
    }
    fwrite($results, $result . "\n");
    fwrite(STDOUT, "\n");
    fwrite(STDERR, "\n");
}
