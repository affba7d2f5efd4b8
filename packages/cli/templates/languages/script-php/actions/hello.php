<?php
// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
$name = json_decode(stream_get_contents(STDIN))->name ?? 'stranger';
fwrite(STDERR, "greeting $name\n"); // everything else is logged
echo json_encode(['message' => "Hello, $name!"]), "\n";
